// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.init.ScriptStatementFailedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The creation of the tables.
 */
class AuditSchemaInitializerTests {

	private static final int INSTANCES = 4;

	private static final AuditProperties PROPERTIES = new Binder(
			new MapConfigurationPropertySource(Map.of("callbacks.audit.initialize-schema", "always")))
		.bindOrCreate("callbacks.audit", AuditProperties.class);

	static Stream<TestDatabase> databases() {
		return Stream.of(Postgres.database(), TestDatabase.h2());
	}

	@ParameterizedTest
	@MethodSource("databases")
	void instancesThatStartAtOnceCreateTheTablesOnce(TestDatabase database) throws Exception {
		CyclicBarrier barrier = new CyclicBarrier(INSTANCES);
		ExecutorService instances = Executors.newFixedThreadPool(INSTANCES);
		try {
			Callable<Boolean> start = () -> {
				SingleConnectionDataSource connection = new SingleConnectionDataSource(database.url(), database.user(),
						"", true);
				AuditSchemaInitializer initializer = new AuditSchemaInitializer(connection, PROPERTIES,
						new DefaultResourceLoader());
				barrier.await();
				try {
					return initializer.initializeDatabase();
				}
				finally {
					connection.destroy();
				}
			};
			for (Future<Boolean> instance : instances.invokeAll(List.of(start, start, start, start))) {
				assertThat(instance.get()).isTrue();
			}
		}
		finally {
			instances.shutdownNow();
		}
		assertThat(database.jdbc().queryForList("select * from callbacks_audit")).isEmpty();
	}

	@Test
	void scriptThatGetsNoFurtherIsNotTriedAgain() {
		TestDatabase database = TestDatabase.h2();
		database.jdbc().execute("create table callbacks_audit (other int)");
		AtomicInteger attempts = new AtomicInteger();
		DataSource counting = new DelegatingDataSource(database.jdbc().getDataSource()) {

			@Override
			public Connection getConnection() throws SQLException {
				attempts.incrementAndGet();
				return super.getConnection();
			}

		};
		AuditSchemaInitializer initializer = new AuditSchemaInitializer(counting, PROPERTIES,
				new DefaultResourceLoader());
		attempts.set(0);
		assertThatExceptionOfType(ScriptStatementFailedException.class).isThrownBy(initializer::initializeDatabase);
		assertThat(attempts).hasValue(2);
	}

}
