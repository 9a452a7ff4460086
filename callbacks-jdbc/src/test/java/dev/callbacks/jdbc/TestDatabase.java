// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * A database for one test.
 *
 * @param url its URL
 * @param user its user
 */
record TestDatabase(String url, String user) {

	static TestDatabase h2() {
		return new TestDatabase("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa");
	}

	Connection connect() throws SQLException {
		return DriverManager.getConnection(this.url, this.user, "");
	}

	/**
	 * Returns a data source with the tables of the audit.
	 */
	SingleConnectionDataSource withTables() {
		SingleConnectionDataSource dataSource = new SingleConnectionDataSource(this.url, this.user, "", true);
		String platform = this.url.startsWith("jdbc:h2") ? "h2" : "postgresql";
		new ResourceDatabasePopulator(
				new ClassPathResource("dev/callbacks/jdbc/" + platform + "/V1__callbacks_audit.sql"))
			.execute(dataSource);
		return dataSource;
	}

	JdbcTemplate jdbc() {
		return new JdbcTemplate(new SingleConnectionDataSource(this.url, this.user, "", true));
	}

}
