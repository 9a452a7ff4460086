// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import dev.callbacks.spi.ContentRedactor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The rows of runs, in any database.
 */
abstract class AbstractAuditTests {

	@TempDir
	Path spool;

	abstract TestDatabase database();

	@Test
	void everyRunHasARow() {
		try (AuditApplication application = AuditApplication.start(database(), this.spool)) {
			application.runs(150);
			application.awaitWritten();
			assertThat(application.count("outcome = 'SUCCESS' and ended_at is not null")).isEqualTo(150);
			assertThat(application.accounts().accepted()).isEqualTo(2 * 150);
			assertThat(application.accounts().lost()).isZero();
		}
	}

	@Test
	void aRowTellsWhatIsKnownOfARun() {
		try (AuditApplication application = AuditApplication.start(database(), this.spool,
				"callbacks.audit.instance=one")) {
			application.manager()
				.chain("outer")
				.metadata(Map.of("user_id", "ada", "conversation_id", "c-1", "plan", "g\"old"))
				.tags("a", "b")
				.run(() -> application.chatModel().call("Tell me a joke"));
			application.awaitWritten();
			Map<String, Object> chain = application.row("outer");
			assertThat(chain).containsEntry("kind", "CHAIN")
				.containsEntry("user_id", "ada")
				.containsEntry("conversation_id", "c-1")
				.containsEntry("instance", "one")
				.containsEntry("outcome", "SUCCESS")
				.containsEntry("input", null);
			assertThat(chain.get("root_id")).isEqualTo(chain.get("run_id"));
			JdbcTemplate jdbc = application.jdbc();
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
	}

	@Test
	void aFailureHasItsReason() {
		try (AuditApplication application = AuditApplication.start(database(), this.spool)) {
			assertThatIllegalStateException().isThrownBy(() -> application.manager().tool("broken").run(() -> {
				throw new IllegalStateException("secret");
			}));
			application.awaitWritten();
			assertThat(application.row("broken")).containsEntry("outcome", "FAILED")
				.containsEntry("reason", "java.lang.IllegalStateException");
		}
	}

	@Test
	void anOpenRunHasItsStart() {
		try (AuditApplication application = AuditApplication.start(database(), this.spool)) {
			CompletableFuture<String> work = new CompletableFuture<>();
			application.manager().chain("open").callAsync(() -> work);
			application.awaitWritten();
			assertThat(application.row("open")).containsEntry("outcome", null).containsEntry("ended_at", null);
			work.complete("done");
			AuditApplication.await(() -> application.accounts().accepted() == 2);
			application.awaitWritten();
			assertThat(application.row("open").get("ended_at")).isNotNull();
		}
	}

	@Test
	void contentIsKeptOnRequestAndRedacted() {
		try (AuditApplication application = AuditApplication.start(Redacting.class, database(), this.spool,
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
		try (AuditApplication application = AuditApplication.start(database(), this.spool)) {
			application.manager()
				.chain("zero\u0000surrogate\uD800" + "long".repeat(1_000))
				.metadata(Map.of("user_id", "u\u0000", "bad", "\uDC00", "worse", new Unreadable()))
				.tags("\u0000")
				.run(() -> {
				});
			application.runs(10);
			application.awaitWritten();
			assertThat(application.count("outcome = 'SUCCESS'")).isEqualTo(11);
			assertThat(application.accounts().lost()).isZero();
		}
	}

	@Test
	void aRefusedRowIsWrittenWithoutItsText() {
		try (AuditApplication application = AuditApplication.start(database(), this.spool)) {
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
		try (AuditApplication application = AuditApplication.start(database(), this.spool)) {
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
	void whatWasWrittenIsNotWrittenAgain() {
		TestDatabase database = database();
		try (AuditApplication application = AuditApplication.start(database, this.spool)) {
			RowFactory.Process process = new RowFactory.Process("other", 9);
			AuditStore store = new AuditStore(application.bean(AuditDatabase.class), process, Duration.ofSeconds(30),
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
			assertThat(application.count("true")).isOne();
			assertThat(application.row("twice")).containsEntry("outcome", "SUCCESS");
		}
	}

	@Test
	void theEndOfTheApplicationWritesEverything() {
		TestDatabase database = database();
		AuditAccounts accounts;
		try (AuditApplication application = AuditApplication.start(database, this.spool,
				"callbacks.audit.flush-interval=" + Duration.ofHours(1).toMillis())) {
			accounts = application.accounts();
			application.runs(60);
		}
		assertThat(accounts.written()).isEqualTo(120);
		try (AuditApplication application = AuditApplication.start(database, this.spool)) {
			assertThat(application.count("outcome = 'SUCCESS'")).isEqualTo(60);
		}
	}

	@Test
	void runsAreFoundByWhatIsAskedFor() {
		try (AuditApplication application = AuditApplication.start(database(), this.spool)) {
			Instant from = Instant.now().minusSeconds(60);
			for (int i = 0; i < 7; i++) {
				application.manager()
					.chain("run " + i)
					.metadata(Map.of("user_id", "u" + i % 2, "conversation_id", "c1"))
					.run(() -> application.manager().tool("tool").run(() -> {
					}));
			}
			application.awaitWritten();
			AuditRepository repository = application.bean(AuditRepository.class);
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
