// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.jdbc.CallbacksJdbcAutoConfiguration;
import org.h2.jdbcx.JdbcDataSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

/**
 * The time that the audit takes of the threads that emit events, while others write rows.
 */
final class AuditedRuns {

	/** Fewer than the buffer of the audit has room for. */
	private static final int RUNS = 2_000;

	private AuditedRuns() {
	}

	static List<Row> measure(boolean quick) {
		try {
			Path spool = Files.createTempDirectory("callbacks-audit-");
			List<Row> rows = measure(quick, spool);
			FileSystemUtils.deleteRecursively(spool);
			return rows;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<Row> measure(boolean quick, Path spool) {
		SpringApplication application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "logging.level.root=warn",
					"callbacks.audit.spool.directory=" + spool)
			.build();
		try (ConfigurableApplicationContext context = application.run()) {
			AsyncCallbackHandler handler = context.getBean("callbackAuditHandler", AsyncCallbackHandler.class);
			JdbcTemplate jdbc = new JdbcTemplate(context.getBean(JdbcDataSource.class));
			double[] nanos = new double[quick ? 6 : 30];
			for (int round = -nanos.length; round < nanos.length; round++) {
				double figure = round(handler);
				nanos[Math.max(0, round)] = figure;
				awaitRows(jdbc);
			}
			Arrays.sort(nanos);
			return List.of(Row.of("start and end of a run, given to the audit", "2,000 ns", "%s ns a run",
					nanos[nanos.length / 2]));
		}
	}

	private static double round(AsyncCallbackHandler handler) {
		RunInfo[] runs = new RunInfo[RUNS];
		Arrays.setAll(runs, (i) -> new RunInfo(UUID.randomUUID(), null, List.of(), RunKind.CHAIN, "run", List.of(),
				Map.of("user_id", "ada"), Instant.now()));
		long begin = System.nanoTime();
		for (RunInfo run : runs) {
			handler.onEvent(new ChainStart(run, 0, Map.of()));
			handler.onEvent(new ChainEnd(run, 1, "done"));
		}
		return (double) (System.nanoTime() - begin) / RUNS;
	}

	private static void awaitRows(JdbcTemplate jdbc) {
		String open = "select count(*) from callbacks_audit where ended_at is not null";
		for (Long rows = 0L; rows == null || rows < RUNS; rows = jdbc.queryForObject(open, Long.class)) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
		}
		jdbc.update("delete from callbacks_audit");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ CallbacksAutoConfiguration.class, CallbacksJdbcAutoConfiguration.class })
	static class Application {

		@Bean
		JdbcDataSource dataSource() {
			JdbcDataSource dataSource = new JdbcDataSource();
			dataSource.setURL("jdbc:h2:mem:audit;DB_CLOSE_DELAY=-1");
			dataSource.setUser("sa");
			return dataSource;
		}

	}

}
