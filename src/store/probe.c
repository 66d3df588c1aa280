/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fetcher that is asked once. */
#include "store/probe.h"

#include <stdlib.h>

#include "store/fetcher.h"

struct probe {
	struct fetcher *fetcher;     /* owned */
};

struct probe *probe_new(const char *path, struct nursery *nursery, struct err *err)
{
	struct probe *probe = calloc(1, sizeof *probe);

	if (!probe) {
		err_nomem(err);
		return NULL;
	}
	probe->fetcher = fetcher_open(-1, nursery, err);
	if (probe->fetcher && fetcher_ask_open(probe->fetcher, path, err))
		return probe;
	probe_free(probe);
	return NULL;
}

void probe_free(struct probe *probe)
{
	if (probe)
		fetcher_close(probe->fetcher);
	free(probe);
}

bool probe_answered(struct probe *probe, int ms)
{
	return fetcher_wait(probe->fetcher, ms) || !fetcher_is_alive(probe->fetcher);
}
