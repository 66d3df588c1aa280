/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts burin. */

int main(void)
{
	return 0;
}
