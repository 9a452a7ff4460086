// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.jdbc.CallbacksJdbcAutoConfiguration;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.util.FileSystemUtils;

/**
 * The command that verifies an audit of a million rows in PostgreSQL, each with two
 * links: the time from the start of its JVM to its end, with a heap of 256 MB. An
 * application writes the rows before.
 */
final class VerifiedAudit {

	private static final int ROWS = 1_000_000;

	/** The number of runs whose events are given to the audit at once. */
	private static final int BATCH = 5_000;

	private static final int ROUNDS = 3;

	private static final String KEY = "a key of a chain for benchmarks only";

	private VerifiedAudit() {
	}

	static List<Row> measure() throws InterruptedException {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			SingleConnectionDataSource connection = new SingleConnectionDataSource(
					postgres.getJdbcUrl("postgres", "postgres"), true);
			fill(postgres.getPostgresDatabase(), new JdbcTemplate(connection));
			connection.destroy();
			double[] seconds = new double[ROUNDS];
			for (int round = 0; round < ROUNDS; round++) {
				seconds[round] = verify(postgres.getJdbcUrl("postgres", "postgres"));
				System.out.println("verified in " + seconds[round] + " s");
			}
			Arrays.sort(seconds);
			return List
				.of(Row.of("the command, for a million rows in PostgreSQL", "10 s", "%s s", seconds[ROUNDS / 2]));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void fill(DataSource dataSource, JdbcTemplate jdbc) throws IOException, InterruptedException {
		Path files = Files.createTempDirectory("callbacks-audit-");
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(CallbacksAutoConfiguration.class,
				CallbacksJdbcAutoConfiguration.class)
			.web(WebApplicationType.NONE)
			.initializers((application) -> application.getBeanFactory().registerSingleton("dataSource", dataSource))
			.properties("spring.main.banner-mode=off", "logging.level.root=warn",
					"callbacks.audit.initialize-schema=always", "callbacks.audit.batch-size=" + 2 * BATCH,
					"callbacks.audit.spool.directory=" + files.resolve("spool"), "callbacks.audit.chain.enabled=true",
					"callbacks.audit.chain.key=" + KEY, "callbacks.audit.chain.head-file=" + files.resolve("heads"))
			.run()) {
			AsyncCallbackHandler handler = context.getBean("callbackAuditHandler", AsyncCallbackHandler.class);
			for (int rows = 0; rows < ROWS; rows += BATCH) {
				emit(handler, rows);
				awaitLinks(jdbc, 2L * rows);
			}
			awaitLinks(jdbc, 2L * ROWS);
			jdbc.execute("vacuum analyze");
		}
		FileSystemUtils.deleteRecursively(files);
	}

	private static void emit(AsyncCallbackHandler handler, int first) {
		RunInfo[] runs = new RunInfo[BATCH];
		Arrays.setAll(runs, (i) -> new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAIN, "run " + (first + i),
				List.of("benchmark"), Map.of("user_id", "user " + i % 100, "conversation_id", "c" + i), Instant.now()));
		for (RunInfo run : runs) {
			handler.onEvent(new ChainStart(run, 0, Map.of()));
			handler.onEvent(new ChainEnd(run, 1, "done"));
		}
	}

	private static void awaitLinks(JdbcTemplate jdbc, long links) throws InterruptedException {
		for (Long written = 0L; written == null || written < links; written = jdbc
			.queryForObject("select max(links) from callbacks_audit_epoch", Long.class)) {
			Thread.sleep(5);
		}
		if (links % (ROWS / 5) == 0) {
			// a sign of life for the parent
			System.out.println(links + " links");
		}
	}

	private static double verify(String url) throws IOException, InterruptedException {
		ProcessBuilder command = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx256m", "-cp", System.getProperty("java.class.path"), "dev.callbacks.jdbc.AuditVerifier",
				"--url=" + url, "--user=postgres");
		command.environment().put("CALLBACKS_AUDIT_KEY", KEY);
		long begin = System.nanoTime();
		Process process = command.redirectErrorStream(true).start();
		String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		int status = process.waitFor();
		double seconds = (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
		if (status != 0 || !printed.contains(" " + 2L * ROWS + " links")) {
			throw new IllegalStateException("The audit was not verified: " + printed);
		}
		return seconds;
	}

}
