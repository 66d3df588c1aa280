/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of text, headings marked; "~" is not drawn after the end: an empty rest says it as well. */
#include "view/paint.h"

void paint_pager(const struct editor *editor, struct grid *grid, int row, int rows)
{
	const struct pager *pager = &editor->pager;

	for (int i = 0; i < rows; i++) {
		size_t index = pager->top + (size_t)i;
		if (index >= pager->line_count)
			break;
		size_t len;
		bool heading;
		const char *line = pager_line(pager, index, &len, &heading);
		grid_text_from(grid, row + i, pager->left, line, len,
			       heading ? STYLE_HEADING : STYLE_DEFAULT);
	}
}
