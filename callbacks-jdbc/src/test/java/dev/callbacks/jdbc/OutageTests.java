// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Databases that go away, and processes that do.
 */
class OutageTests {

	private static Postgres server;

	@TempDir
	Path spool;

	@BeforeAll
	static void startServer() {
		server = Postgres.start();
	}

	@AfterAll
	static void stopServer() {
		if (server != null) {
			server.close();
		}
	}

	@Test
	void aDatabaseThatWasStoppedUnderLoadHasEveryRunAfterwards() throws InterruptedException {
		TestDatabase database = server.newDatabase();
		try (AuditApplication application = AuditApplication.start(database, this.spool,
				"callbacks.audit.chain.enabled=true", "callbacks.audit.chain.key=" + AuditApplication.KEY)) {
			AtomicBoolean go = new AtomicBoolean(true);
			int[] runs = { 0 };
			Thread load = new Thread(() -> {
				while (go.get()) {
					application.runs(10);
					runs[0] += 10;
				}
			});
			load.start();
			AuditApplication.await(() -> application.accounts().written() > 100);
			server.whileStopped(() -> {
				AuditLifecycle lifecycle = application.bean(AuditLifecycle.class);
				AuditApplication.await(() -> lifecycle.spooled() > 200);
			});
			long written = application.accounts().written();
			AuditApplication.await(() -> application.accounts().written() > written + 100);
			go.set(false);
			load.join(20_000);
			application.awaitWritten();
			assertThat(application.accounts().lost()).isZero();
			assertThat(application.count("outcome = 'SUCCESS'")).isEqualTo(runs[0]);
			assertThat(VerifierTests.verify(database)).startsWith("1 chains with " + 2 * runs[0] + " links")
				.contains(" 0 findings");
		}
	}

	@Test
	void anApplicationStartsAndStopsWithoutItsDatabaseAndItsRunsFollow() {
		TestDatabase database = server.newDatabase();
		database.withTables();
		server.whileStopped(() -> {
			try (AuditApplication application = AuditApplication.start(database, this.spool,
					"callbacks.audit.initialize-schema=embedded")) {
				application.runs(20);
			}
		});
		try (AuditApplication application = AuditApplication.start(database, this.spool)) {
			application.awaitWritten();
			assertThat(application.accounts().accepted()).isEqualTo(40);
			assertThat(application.count("outcome = 'SUCCESS'")).isEqualTo(20);
		}
	}

	@Test
	void openRunsOfAKilledProcessAreClosedAsAbandoned() throws IOException, InterruptedException {
		TestDatabase database = server.newDatabase();
		JdbcTemplate jdbc = new JdbcTemplate(database.withTables());
		Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
				OpenRuns.class.getName(), database.url(), database.user(), this.spool.resolve("child").toString())
			.redirectErrorStream(true)
			.redirectOutput(new File(this.spool.toFile(), "child.log"))
			.start();
		try {
			AuditApplication.await(() -> number(jdbc, "true") == 30 && number(jdbc, "outcome = 'SUCCESS'") == 10);
		}
		finally {
			child.destroyForcibly();
			child.waitFor(20, TimeUnit.SECONDS);
		}
		try (AuditApplication application = AuditApplication.start(database, this.spool, "callbacks.audit.lease=1s")) {
			application.runs(1);
			AuditApplication.await(() -> number(jdbc, "outcome is null") == 0);
			assertThat(number(jdbc, "outcome = 'ABANDONED' and abandoned_at is not null")).isEqualTo(20);
			assertThat(number(jdbc, "outcome = 'SUCCESS'")).isEqualTo(11);
		}
	}

	private static long number(JdbcTemplate jdbc, String condition) {
		Long number = jdbc.queryForObject("select count(*) from callbacks_audit where " + condition, Long.class);
		return (number != null) ? number : 0;
	}

	/**
	 * A process with ten runs that have ended, and twenty that have not.
	 */
	static final class OpenRuns {

		private OpenRuns() {
		}

		public static void main(String[] arguments) throws InterruptedException {
			TestDatabase database = new TestDatabase(arguments[0], arguments[1]);
			AuditApplication application = AuditApplication.start(database, Path.of(arguments[2]),
					"callbacks.audit.lease=1s");
			application.runs(10);
			List<Integer> open = java.util.stream.IntStream.range(0, 20).boxed().toList();
			open.forEach((number) -> application.manager()
				.chain("open " + number)
				.callAsync(java.util.concurrent.CompletableFuture::new));
			Thread.currentThread().join();
		}

	}

}
