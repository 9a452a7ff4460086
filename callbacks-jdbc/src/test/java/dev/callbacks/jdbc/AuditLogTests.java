// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the log tells when rows are not written: nothing of what is in them.
 */
@ExtendWith(OutputCaptureExtension.class)
class AuditLogTests {

	private static final String SECRET = "4111 1111";

	@TempDir
	Path spool;

	@Test
	void rowThatIsRefusedIsNotLogged(CapturedOutput output) {
		for (TestDatabase database : new TestDatabase[] { Postgres.database(), TestDatabase.h2() }) {
			try (AuditApplication application = start(database)) {
				application.jdbc()
					.execute("alter table callbacks_audit add constraint short check (length(input) < 3)");
				application.chatModel().call("my card is " + SECRET);
				application.awaitWritten();
			}
		}
		assertThat(output).contains("The database refuses the row of run")
			.contains("PSQLException with SQLState 23514 and code 0")
			.contains("with SQLState 23513 and code 23513")
			.doesNotContain(SECRET);
	}

	@Test
	void rowThatIsRefusedAltogetherIsNotLogged(CapturedOutput output) {
		try (AuditApplication application = start(Postgres.database(), "callbacks.audit.shutdown-timeout=100ms")) {
			application.jdbc().execute("alter table callbacks_audit add constraint kinds check (kind = 'CHAIN')");
			application.chatModel().call("my card is " + SECRET);
			AuditApplication.await(() -> application.accounts().lost() == 2);
			application.jdbc()
				.execute("alter table callbacks_audit add constraint none check (run_id is null) not valid");
			application.chatModel().call("my card is " + SECRET);
			AuditApplication.await(() -> application.bean(AuditLifecycle.class).spooled() == 2);
		}
		assertThat(output).contains("The database refuses the row of run")
			.contains("The database takes no rows of the audit")
			.doesNotContain(SECRET);
	}

	@Test
	void rowThatTakesTooLongIsNotLogged(CapturedOutput output) throws SQLException {
		TestDatabase database = Postgres.database();
		try (AuditApplication application = start(database, "callbacks.audit.write-timeout=1s");
				Connection other = database.connect();
				Statement statement = other.createStatement()) {
			other.setAutoCommit(false);
			statement.execute("lock table callbacks_audit in share mode");
			application.chatModel().call("my card is " + SECRET);
			AuditApplication.await(() -> output.getAll().contains("The database takes no rows of the audit"));
			other.rollback();
			application.awaitWritten();
		}
		assertThat(output).doesNotContain(SECRET);
	}

	@Test
	void workThatCannotBeRolledBackIsNotLogged(CapturedOutput output) {
		AuditDatabase database = new AuditDatabase(new DelegatingDataSource(TestDatabase.h2().withTables()) {

			@Override
			public Connection getConnection() throws SQLException {
				return withoutRollback(super.getConnection());
			}

		}, Duration.ofSeconds(10));
		assertThatExceptionOfType(DataIntegrityViolationException.class).isThrownBy(() -> database.inTransaction(() -> {
			throw new DataIntegrityViolationException(SECRET);
		})).satisfies((ex) -> assertThat(ex.getSuppressed()).hasSize(1));
		assertThat(output).doesNotContain(SECRET);
	}

	private AuditApplication start(TestDatabase database, String... properties) {
		String[] all = Arrays.copyOf(properties, properties.length + 1);
		all[properties.length] = "callbacks.audit.content=true";
		AuditApplication application = AuditApplication.start(database, this.spool, all);
		application.runs(1);
		application.awaitWritten();
		return application;
	}

	private static Connection withoutRollback(Connection connection) {
		return (Connection) Proxy.newProxyInstance(AuditLogTests.class.getClassLoader(),
				new Class<?>[] { Connection.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("rollback")) {
						throw new SQLException("The connection is lost");
					}
					try {
						return method.invoke(connection, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

}
