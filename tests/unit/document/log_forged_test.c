/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logs that somebody made up, and logs of a newer burin: nothing is believed because of its name or
 * because its sums are right. */
#include "log_session.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "document/edit_log_format.h"

/* What is changed before the sums are made right. */
struct forger {
	void (*header)(struct log_header *header);       /* or NULL */
	void (*record)(uint8_t *body, uint64_t len);     /* of the first change, or NULL */
	enum recovery_state state;                       /* of what is found */
	enum err_code code;                              /* of applying it; ERR_NONE: it is */
};

static void other_birth(struct log_header *header)
{
	header->file.birth_ns ^= 1;
}

static void other_inode(struct log_header *header)
{
	header->file.ino++;
}

static void other_device(struct log_header *header)
{
	header->file.dev++;
}

static void longer_file(struct log_header *header)
{
	header->file.size += 100;
}

static void other_host(struct log_header *header)
{
	snprintf(header->host, sizeof header->host, "elsewhere");
}

static void other_boot(struct log_header *header)
{
	memset(header->boot, '0', 36);
}

static void endless_document(struct log_header *header)
{
	header->origin = INT64_MAX;
}

static void other_path(struct log_header *header)
{
	memset(header->path + 1, 'x', strlen(header->path) - 1);
}

static void put_number(uint8_t *to, uint64_t number)
{
	for (int i = 0; i < 8; i++)
		to[i] = (uint8_t)(number >> 8 * i);
}

/* A change is: where, how much goes, which old bytes there are, these; then pieces: kind, length.
 */
static void far_away(uint8_t *body, uint64_t len)
{
	(void)len;
	put_number(body, UINT64_C(1) << 40);
}

static void before_all(uint8_t *body, uint64_t len)
{
	(void)len;
	put_number(body, UINT64_MAX);
}

static void takes_much(uint8_t *body, uint64_t len)
{
	(void)len;
	put_number(body + 8, INT64_MAX);
	put_number(body + 16, LOG_OLD_UNKNOWN);
}

static void has_more_than_there_is(uint8_t *body, uint64_t len)
{
	(void)len;
	put_number(body + 24 + 8 + 1, UINT64_C(1) << 50);
}

static void is_of_no_kind(uint8_t *body, uint64_t len)
{
	(void)len;
	body[24 + 8] = 77;
}

static void is_empty(uint8_t *body, uint64_t len)
{
	(void)len;
	put_number(body + 24 + 8 + 1, 0);
}

static void refers_to_nothing(uint8_t *body, uint64_t len)
{
	(void)len;
	body[24 + 8] = LOG_EARLIER;
	put_number(body + 24 + 8 + 9, 3);
}

/* Of the first ones the name tells the file as it is, so it counts as left; it is not applied. */
static const struct forger forgers[] = {
	{ NULL, NULL, RECOVERY_LEFT, ERR_NONE },
	{ other_birth, NULL, RECOVERY_LEFT, ERR_CHANGED },
	{ other_inode, NULL, RECOVERY_LEFT, ERR_CHANGED },
	{ other_device, NULL, RECOVERY_LEFT, ERR_CHANGED },
	{ longer_file, NULL, RECOVERY_LEFT, ERR_CHANGED },
	{ other_host, NULL, RECOVERY_LEFT, ERR_NONE },
	{ other_boot, NULL, RECOVERY_LEFT, ERR_NONE },
	{ endless_document, NULL, RECOVERY_UNREADABLE, ERR_SYNTAX },
	{ other_path, NULL, RECOVERY_LEFT, ERR_NONE },
	{ NULL, far_away, RECOVERY_LEFT, ERR_SYNTAX },
	{ NULL, before_all, RECOVERY_LEFT, ERR_SYNTAX },
	{ NULL, takes_much, RECOVERY_LEFT, ERR_SYNTAX },
	{ NULL, has_more_than_there_is, RECOVERY_LEFT, ERR_SYNTAX },
	{ NULL, is_of_no_kind, RECOVERY_LEFT, ERR_SYNTAX },
	{ NULL, is_empty, RECOVERY_LEFT, ERR_SYNTAX },
	{ NULL, refers_to_nothing, RECOVERY_LEFT, ERR_SYNTAX },
};

static void forge_records(const struct forger *forger, struct log_reader *reader, struct buf *out,
			  uint32_t sum)
{
	struct log_record record;
	bool first = true;

	while (log_reader_next(reader, &record)) {
		uint8_t *whole = reader->record.data;
		uint64_t len = reader->record.len;

		if (record.type == LOG_CHANGE && first && forger->record)
			forger->record(whole + LOG_HEAD, len - LOG_HEAD);
		first = first && record.type != LOG_CHANGE;
		sum = log_record_sum(sum, whole, (size_t)len);
		buf_add(out, whole, LOG_HEAD - 4);
		log_put(out, sum, 4);
		buf_add(out, whole + LOG_HEAD, (size_t)len - LOG_HEAD);
	}
}

static void forge(const struct forger *forger, const char *path)
{
	struct log_header header;
	struct log_reader reader;
	struct buf out = BUF_INIT;
	int fd = open(path, O_RDWR | O_CLOEXEC);
	uint32_t sum = 0;
	struct err err;

	assert_true(fd >= 0 && log_reader_open(&reader, fd, &header, &err));
	if (forger->header)
		forger->header(&header);
	log_put_header(&out, &header, &sum);
	forge_records(forger, &reader, &out, sum);
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(pwrite(fd, out.data, out.len, 0), out.len);
	buf_done(&out);
	log_reader_done(&reader);
	log_header_done(&header);
	close(fd);
}

static void believes_no_forged_log(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(forgers); i++) {
		struct recovery_report report;
		struct recovery_item item;
		struct session session;
		struct log_scene scene;
		uint8_t bytes[LOG_FILE_SIZE];
		char name[200];
		struct err err;

		log_begin_scene(&scene);
		die_after(log_edit_twice, scene.path);
		open_session(&session, scene.path, DOCUMENT_COPY);
		document_log_use(session.document, false, false);
		assert_int_equal(log_find(&session, &item), 1);
		snprintf(name, sizeof name, "state/burin/%s", item.name);
		forge(&forgers[i], tmpdir_path(scene.dir, name));
		assert_int_equal(log_find(&session, &item), 1);
		if (item.state != forgers[i].state)
			fail_msg("row %zu: state %d", i, item.state);
		assert_int_equal(item.other_host, forgers[i].header == other_host);
		assert_int_equal(item.other_boot, forgers[i].header == other_boot);
		err_clear(&err);
		(void)!recovery_apply(session.document, item.name, RECOVERY_TAKE, &report, &err);
		if (err.code != forgers[i].code)
			fail_msg("row %zu: %s", i, err.text);
		assert_int_equal(document_size(session.document),
				 LOG_FILE_SIZE + (err.code == ERR_NONE ? 6 : 0));
		if (err.code != ERR_NONE) {
			assert_int_equal(document_read(session.document, 0, bytes, NULL,
						       LOG_FILE_SIZE, NULL), 0);
			assert_memory_equal(bytes, scene.start, LOG_FILE_SIZE);
		}
		close_session(&session);
		tmpdir_free(scene.dir);
	}
}

/* A burin of tomorrow: its log is neither read nor removed, and named. */
static void leaves_a_newer_log_alone(void **state)
{
	struct recovery_report report;
	struct recovery_item item;
	struct session session;
	struct log_scene scene;
	char name[200];
	struct err err;
	int fd;

	(void)state;
	log_begin_scene(&scene);
	die_after(log_edit_twice, scene.path);
	open_session(&session, scene.path, DOCUMENT_COPY);
	assert_int_equal(log_find(&session, &item), 1);
	snprintf(name, sizeof name, "state/burin/%s", item.name);
	fd = open(tmpdir_path(scene.dir, name), O_WRONLY | O_CLOEXEC);
	assert_int_equal(pwrite(fd, &(uint8_t){ LOG_VERSION + 1 }, 1, 8), 1);
	close(fd);
	assert_int_equal(log_find(&session, &item), 1);
	assert_int_equal(item.state, RECOVERY_UNREADABLE);
	assert_non_null(strstr(item.why, "newer burin"));
	assert_false(recovery_apply(session.document, item.name, RECOVERY_TAKE, &report, &err));
	assert_true(document_overwrite(session.document, 3, "one", 3, 0, &err));
	close_session(&session);
	assert_int_equal(access(tmpdir_path(scene.dir, name), F_OK), 0);
	tmpdir_free(scene.dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(believes_no_forged_log),
		cmocka_unit_test(leaves_a_newer_log_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
