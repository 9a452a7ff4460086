// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Databases that go away, and processes that do. {@code -Daudit.outage} is the time in
 * seconds for which a database is away at least, {@code -Daudit.rate} the runs a second.
 */
class OutageTests {

	private static final int THREADS = 4;

	/** The runs a second. */
	private static final int RATE = Integer.getInteger("audit.rate", 400);

	private static final int SECONDS = Integer.getInteger("audit.outage", 0);

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

	@ParameterizedTest
	@EnumSource
	void aDatabaseThatWasAwayUnderLoadHasEveryRunAfterwards(Outage outage) throws InterruptedException {
		TestDatabase database = server.newDatabase();
		LongAdder runs = new LongAdder();
		try (AuditApplication application = AuditApplication.start(database, this.spool,
				"callbacks.audit.chain.enabled=true", "callbacks.audit.chain.key=" + AuditApplication.KEY)) {
			ScheduledExecutorService load = Executors.newScheduledThreadPool(THREADS);
			for (int i = 0; i < THREADS; i++) {
				load.scheduleAtFixedRate(() -> {
					application.runs(1);
					runs.increment();
				}, 0, THREADS * 1_000_000L / RATE, TimeUnit.MICROSECONDS);
			}
			AuditApplication.await(() -> application.accounts().written() > 100);
			outage.of(server, () -> {
				AuditLifecycle lifecycle = application.bean(AuditLifecycle.class);
				Instant end = Instant.now().plusSeconds(SECONDS);
				await(() -> lifecycle.spooled() > 200 && Instant.now().isAfter(end));
			});
			long written = application.accounts().written();
			await(() -> application.accounts().written() > written + 100);
			load.shutdown();
			assertThat(load.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
			await(() -> application.accounts().accepted() == application.accounts().written()
					+ application.accounts().lost());
			assertThat(application.accounts().lost()).isZero();
			assertThat(application.accounts().accepted()).isEqualTo(2 * runs.sum());
			assertThat(application.count("true")).isEqualTo(runs.sum());
			assertThat(application.count("outcome = 'SUCCESS' and ended_at is not null and abandoned_at is null"))
				.isEqualTo(runs.sum());
			assertThat(VerifierTests.verify(database)).startsWith("1 chains with " + 2 * runs.sum() + " links")
				.contains(" 0 findings");
		}
	}

	private static void await(BooleanSupplier condition) {
		Awaitility.await().atMost(Duration.ofSeconds(60 + 2 * SECONDS)).until(condition::getAsBoolean);
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
	void openRunsOfAKilledProcessAreClosedAsAbandoned() {
		TestDatabase database = server.newDatabase();
		JdbcTemplate jdbc = new JdbcTemplate(database.withTables());
		Process child = start(OpenRuns.class, database);
		try {
			AuditApplication.await(() -> number(jdbc, "true") == 30 && number(jdbc, "outcome = 'SUCCESS'") == 10);
		}
		finally {
			kill(child);
		}
		try (AuditApplication application = AuditApplication.start(database, this.spool, "callbacks.audit.lease=1s")) {
			application.runs(1);
			AuditApplication.await(() -> number(jdbc, "outcome is null") == 0);
			assertThat(number(jdbc, "outcome = 'ABANDONED' and abandoned_at is not null")).isEqualTo(20);
			assertThat(number(jdbc, "outcome = 'SUCCESS'")).isEqualTo(11);
		}
	}

	@Test
	void whatAKilledProcessHadSpooledIsWrittenByTheNext() {
		TestDatabase database = server.newDatabase();
		database.withTables();
		server.whileStopped(() -> {
			Process child = start(SpooledRuns.class, database);
			try {
				AuditApplication.await(() -> Files.exists(this.spool.resolve("done")));
			}
			finally {
				kill(child);
			}
		});
		try (AuditApplication application = AuditApplication.start(database, this.spool.resolve("child"))) {
			application.awaitWritten();
			assertThat(application.accounts().accepted()).isEqualTo(2 * SpooledRuns.RUNS);
			assertThat(application.accounts().lost()).isZero();
			assertThat(application.count("outcome = 'SUCCESS'")).isEqualTo(SpooledRuns.RUNS);
		}
	}

	private Process start(Class<?> main, TestDatabase database) {
		try {
			return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
					"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
					main.getName(), database.url(), database.user(), this.spool.resolve("child").toString())
				.redirectErrorStream(true)
				.redirectOutput(new File(this.spool.toFile(), "child.log"))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void kill(Process child) {
		child.destroyForcibly();
		child.onExit().orTimeout(20, TimeUnit.SECONDS).join();
	}

	private static long number(JdbcTemplate jdbc, String condition) {
		Long number = jdbc.queryForObject("select count(*) from callbacks_audit where " + condition, Long.class);
		return (number != null) ? number : 0;
	}

	/**
	 * A way to be away.
	 */
	enum Outage {

		/** The server is stopped, and started again. */
		STOP {

			@Override
			void of(Postgres server, Runnable work) {
				server.whileStopped(work);
			}

		},

		/** The server takes connections and data, and does not answer. */
		HANG {

			@Override
			void of(Postgres server, Runnable work) {
				server.whileHanging(work);
			}

		};

		abstract void of(Postgres server, Runnable work);

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

	/**
	 * A process whose runs are in its spool, since there is no database.
	 */
	static final class SpooledRuns {

		static final int RUNS = 200;

		private SpooledRuns() {
		}

		public static void main(String[] arguments) throws Exception {
			Path spool = Path.of(arguments[2]);
			AuditApplication application = AuditApplication.start(new TestDatabase(arguments[0], arguments[1]), spool,
					"callbacks.audit.initialize-schema=embedded");
			application.runs(RUNS);
			AuditApplication.await(() -> application.bean(AuditLifecycle.class).spooled() == 2 * RUNS);
			Files.createFile(spool.resolveSibling("done"));
			Thread.currentThread().join();
		}

	}

}
