// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.util.List;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.jdbc.init.PlatformPlaceholderDatabaseDriverResolver;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;

/**
 * An initializer that creates the tables of the audit. It needs the database only if it
 * is to create them there, so that an application starts without its database.
 */
final class AuditSchemaInitializer extends DataSourceScriptDatabaseInitializer {

	private static final String SCRIPT = "classpath:dev/callbacks/jdbc/@@platform@@/V1__callbacks_audit.sql";

	AuditSchemaInitializer(DataSource dataSource, AuditProperties properties) {
		super(dataSource, settings(dataSource, properties));
	}

	private static DatabaseInitializationSettings settings(DataSource dataSource, AuditProperties properties) {
		DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
		boolean wanted = properties.initializeSchema() == DatabaseInitializationMode.ALWAYS
				|| properties.initializeSchema() == DatabaseInitializationMode.EMBEDDED && isEmbedded(dataSource);
		settings.setMode(wanted ? DatabaseInitializationMode.ALWAYS : DatabaseInitializationMode.NEVER);
		if (wanted) {
			settings.setSchemaLocations(script(dataSource, properties));
		}
		return settings;
	}

	private static boolean isEmbedded(DataSource dataSource) {
		try {
			return EmbeddedDatabaseConnection.isEmbedded(dataSource);
		}
		catch (RuntimeException ex) {
			// a database that is away is none of this application
			return false;
		}
	}

	private static List<String> script(DataSource dataSource, AuditProperties properties) {
		PlatformPlaceholderDatabaseDriverResolver resolver = new PlatformPlaceholderDatabaseDriverResolver();
		return (properties.platform() != null) ? resolver.resolveAll(properties.platform(), SCRIPT)
				: resolver.resolveAll(dataSource, SCRIPT);
	}

}
