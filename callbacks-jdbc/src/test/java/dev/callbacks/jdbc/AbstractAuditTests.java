// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.callbacks.spi.ContentRedactor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The rows of runs, in any database.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class AbstractAuditTests {

	@TempDir
	static Path spool;

	/** The application of tests that need none of their own. */
	private AuditApplication application;

	abstract TestDatabase database();

	private void start() {
		if (this.application == null) {
			this.application = AuditApplication.start(database(), spool, "callbacks.audit.instance=one");
		}
		this.application.jdbc().update("delete from callbacks_audit");
	}

	@AfterAll
	void stop() {
		if (this.application != null) {
			this.application.close();
		}
	}

	@Test
	void everyRunHasARow() {
		start();
		long accepted = this.application.accounts().accepted();
		this.application.runs(150);
		this.application.awaitWritten();
		assertThat(this.application.count("outcome = 'SUCCESS' and ended_at is not null")).isEqualTo(150);
		assertThat(this.application.accounts().accepted()).isEqualTo(accepted + 2 * 150);
		assertThat(this.application.accounts().lost()).isZero();
	}

	@Test
	void aRowTellsWhatIsKnownOfARun() {
		start();
		this.application.manager()
			.chain("outer")
			.metadata(Map.of("user_id", "ada", "conversation_id", "c-1", "plan", "g\"old"))
			.tags("a", "b")
			.run(() -> this.application.chatModel().call("Tell me a joke"));
		this.application.awaitWritten();
		Map<String, Object> chain = this.application.row("outer");
		assertThat(chain).containsEntry("kind", "CHAIN")
			.containsEntry("user_id", "ada")
			.containsEntry("conversation_id", "c-1")
			.containsEntry("instance", "one")
			.containsEntry("outcome", "SUCCESS")
			.containsEntry("input", null);
		assertThat(chain.get("root_id")).isEqualTo(chain.get("run_id"));
		JdbcTemplate jdbc = this.application.jdbc();
		assertThat(jdbc.queryForObject("select tags from callbacks_audit where name = 'outer'", String.class))
			.isEqualTo("[\"a\",\"b\"]");
		assertThat(jdbc.queryForObject("select metadata from callbacks_audit where name = 'outer'", String.class))
			.contains("\"plan\":\"g\\\"old\"");
		Map<String, Object> model = jdbc.queryForMap("select * from callbacks_audit where kind = 'CHAT_MODEL'");
		assertThat(model.get("parent_id")).isEqualTo(chain.get("run_id"));
		assertThat(model.get("provider")).isNotNull();
		assertThat(model.get("duration_nanos")).isNotNull();
		assertThat(model.get("output_tokens")).isNotNull();
		assertThat(model.get("usage_estimated")).isEqualTo(false);
		assertThat(model.get("output")).isNull();
	}

	@Test
	void aFailureHasItsReason() {
		start();
		assertThatIllegalStateException().isThrownBy(() -> this.application.manager().tool("broken").run(() -> {
			throw new IllegalStateException("secret");
		}));
		this.application.awaitWritten();
		assertThat(this.application.row("broken")).containsEntry("outcome", "FAILED")
			.containsEntry("reason", "java.lang.IllegalStateException");
	}

	@Test
	void anOpenRunHasItsStart() {
		start();
		long accepted = this.application.accounts().accepted();
		CompletableFuture<String> work = new CompletableFuture<>();
		this.application.manager().chain("open").callAsync(() -> work);
		this.application.awaitWritten();
		assertThat(this.application.row("open")).containsEntry("outcome", null).containsEntry("ended_at", null);
		work.complete("done");
		AuditApplication.await(() -> this.application.accounts().accepted() == accepted + 2);
		this.application.awaitWritten();
		assertThat(this.application.row("open").get("ended_at")).isNotNull();
	}

	@Test
	void contentIsKeptOnRequestAndRedacted() {
		try (AuditApplication application = AuditApplication.start(Redacting.class, database(), spool,
				"callbacks.audit.content=true")) {
			application.manager().tool("lookup").metadata("card", "4711").inputText("number 4711").run(() -> {
			});
			application.awaitWritten();
			JdbcTemplate jdbc = application.jdbc();
			assertThat(jdbc.queryForObject("select input from callbacks_audit", String.class)).isEqualTo("number ****");
			assertThat(jdbc.queryForObject("select metadata from callbacks_audit", String.class))
				.isEqualTo("{\"card\":\"****\"}");
		}
	}

	@Test
	void textThatNoDatabaseTakesIsMadeFit() {
		start();
		this.application.manager()
			.chain("zero\u0000surrogate\uD800" + "long".repeat(1_000))
			.metadata(Map.of("user_id", "u\u0000", "bad", "\uDC00", "worse", new Unreadable()))
			.tags("\u0000")
			.run(() -> {
			});
		this.application.manager().chain("endless").metadata("worst", new Endless()).run(() -> {
		});
		this.application.runs(10);
		this.application.awaitWritten();
		assertThat(this.application.count("outcome = 'SUCCESS'")).isEqualTo(12);
		assertThat(this.application.accounts().lost()).isZero();
	}

	@Test
	void aRefusedRowIsWrittenWithoutItsText() {
		try (AuditApplication application = AuditApplication.start(database(), spool)) {
			application.jdbc()
				.execute("alter table callbacks_audit add constraint nobody check (user_id <> 'mallory')");
			application.manager().chain("first").run(() -> {
			});
			application.manager().chain("second").metadata("user_id", "mallory").run(() -> {
			});
			application.manager().chain("third").run(() -> {
			});
			application.awaitWritten();
			assertThat(application.count("outcome = 'SUCCESS'")).isEqualTo(3);
			assertThat(application.row("")).containsEntry("user_id", null);
		}
	}

	@Test
	void aRowThatIsRefusedAltogetherIsCountedAndHoldsUpNoOther() {
		try (AuditApplication application = AuditApplication.start(database(), spool)) {
			application.jdbc().execute("alter table callbacks_audit add constraint nothing check (kind <> 'TOOL')");
			application.manager().chain("first").run(() -> {
			});
			application.manager().tool("second").run(() -> {
			});
			application.manager().chain("third").run(() -> {
			});
			application.awaitWritten();
			assertThat(application.count("outcome = 'SUCCESS'")).isEqualTo(2);
			assertThat(application.accounts().lost(AuditAccounts.Loss.REFUSED)).isEqualTo(2);
		}
	}

	@Test
	void aDatabaseThatTakesNoRowAtAllLosesNone() {
		try (AuditApplication application = AuditApplication.start(database(), spool)) {
			AuditLifecycle lifecycle = application.bean(AuditLifecycle.class);
			application.jdbc().execute("alter table callbacks_audit add constraint none check (run_id is null)");
			application.runs(5);
			AuditApplication.await(() -> lifecycle.spooled() == 10);
			application.jdbc().execute("alter table callbacks_audit drop constraint none");
			application.awaitWritten();
			application.jdbc().execute("alter table callbacks_audit rename to taken_away");
			application.runs(1);
			AuditApplication.await(() -> lifecycle.spooled() == 2);
			application.jdbc().execute("alter table taken_away rename to callbacks_audit");
			application.awaitWritten();
			assertThat(application.count("outcome = 'SUCCESS' and name <> ''")).isEqualTo(6);
			assertThat(application.accounts().lost()).isZero();
		}
	}

	@Test
	void whatWasWrittenIsNotWrittenAgain() {
		start();
		RowFactory.Process process = new RowFactory.Process("other", 9);
		AuditStore store = new AuditStore(this.application.bean(AuditDatabase.class), process, Duration.ofSeconds(30),
				null);
		AuditRow.Builder row = new AuditRow.Builder().set(Column.RUN_ID, new UUID(1, 2))
			.set(Column.ROOT_ID, new UUID(1, 2))
			.set(Column.KIND, "CHAIN")
			.set(Column.NAME, "twice")
			.set(Column.STARTED_AT, Instant.now())
			.set(Column.INSTANCE, process.instance())
			.set(Column.EPOCH, process.epoch());
		AuditRow start = row.build();
		AuditRow end = row.set(Column.OUTCOME, "SUCCESS").set(Column.ENDED_AT, Instant.now()).build();
		AuditRow other = row.set(Column.OUTCOME, "FAILED").build();
		store.write(List.of(start));
		store.write(List.of(start, end));
		store.write(List.of(end, start));
		store.write(List.of(other));
		assertThat(this.application.count("true")).isOne();
		assertThat(this.application.row("twice")).containsEntry("outcome", "SUCCESS");
	}

	@Test
	void theEndOfTheApplicationWritesEverything() {
		TestDatabase database = database();
		AuditAccounts accounts;
		try (AuditApplication application = AuditApplication.start(database, spool,
				"callbacks.audit.flush-interval=" + Duration.ofHours(1).toMillis())) {
			accounts = application.accounts();
			application.runs(60);
		}
		assertThat(accounts.written()).isEqualTo(120);
		try (AuditApplication application = AuditApplication.start(database, spool)) {
			assertThat(application.count("outcome = 'SUCCESS'")).isEqualTo(60);
		}
	}

	@Test
	void runsAreFoundByWhatIsAskedFor() {
		start();
		Instant from = Instant.now().minusSeconds(60);
		for (int i = 0; i < 7; i++) {
			this.application.manager()
				.chain("run " + i)
				.metadata(Map.of("user_id", "u" + i % 2, "conversation_id", "c1"))
				.run(() -> this.application.manager().tool("tool").run(() -> {
				}));
		}
		this.application.awaitWritten();
		AuditRepository repository = this.application.bean(AuditRepository.class);
		AuditQuery query = AuditQuery.all().ofUser("u0").withLimit(3);
		List<AuditedRun> first = repository.find(query);
		assertThat(first).extracting(AuditedRun::name).containsExactly("tool", "run 6", "tool");
		assertThat(repository.find(query.after(first.get(2).id()))).extracting(AuditedRun::name)
			.containsExactly("run 4", "tool", "run 2");
		assertThat(repository.findTree(first.get(1).id())).extracting(AuditedRun::name)
			.containsExactly("run 6", "tool");
		AuditQuery all = AuditQuery.all().ofConversation("c1").withOutcome(AuditOutcome.SUCCESS);
		assertThat(repository.find(all.startedBetween(from, Instant.now().plusSeconds(60)))).hasSize(14);
		assertThat(repository.find(all.startedBetween(from.minusSeconds(60), from))).isEmpty();
		assertThat(repository.find(all.ofConversation("c2"))).isEmpty();
		AuditedRun run = repository.find(first.get(0).id()).orElseThrow();
		assertThat(run).isEqualTo(first.get(0));
		assertThat(run.ending()).isNotNull();
		assertThat(run.ending().duration()).isPositive();
	}

	@Test
	void leaseOverAPoolWithoutAutoCommitIsRenewed() {
		TestDatabase database = database();
		JdbcTemplate jdbc = database.jdbc();
		try (AuditApplication application = withoutAutoCommit(database)) {
			application.runs(1);
			AuditApplication.await(() -> !jdbc.queryForList("select epoch from callbacks_audit_epoch").isEmpty());
			OffsetDateTime first = lease(jdbc);
			AuditApplication.await(() -> lease(jdbc).isAfter(first));
		}
	}

	@Test
	void deadRunsAreClosedAndOldOnesRemovedOverAPoolWithoutAutoCommit() {
		TestDatabase database = database();
		SingleConnectionDataSource dataSource = database.withTables();
		RowFactory.Process dead = new RowFactory.Process("dead", 7);
		AuditStore store = new AuditStore(new AuditDatabase(dataSource, Duration.ofSeconds(10)), dead,
				Duration.ofMillis(1), null);
		store.write(TestRows.overlapping(dead, 0, 10));
		store.write(List.of(TestRows.start(dead, 10)));
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		try (AuditApplication application = withoutAutoCommit(database)) {
			application.runs(1);
			AuditApplication.await(() -> List.of("ABANDONED")
				.equals(jdbc.queryForList("select outcome from callbacks_audit where epoch = 7", String.class)));
		}
	}

	private static AuditApplication withoutAutoCommit(TestDatabase database) {
		return AuditApplication.start(database, spool, "spring.datasource.hikari.auto-commit=false",
				"callbacks.audit.lease=300ms", "callbacks.audit.retention=30d");
	}

	private static OffsetDateTime lease(JdbcTemplate jdbc) {
		return jdbc.queryForObject("select lease_until from callbacks_audit_epoch", OffsetDateTime.class);
	}

	static final class Endless {

		@Override
		public String toString() {
			return "more of " + this;
		}

	}

	static final class Unreadable {

		@Override
		public String toString() {
			throw new IllegalStateException("unreadable");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Redacting extends AuditApplication.Application {

		@Bean
		ContentRedactor redactor() {
			return new ContentRedactor() {

				@Override
				public String redact(String text) {
					return text.replace("4711", "****");
				}

				@Override
				public int longestMatch() {
					return 4;
				}

			};
		}

	}

}
