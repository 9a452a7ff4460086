// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.jdbc.init.PlatformPlaceholderDatabaseDriverResolver;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.core.io.ResourceLoader;
import org.springframework.jdbc.datasource.init.ScriptStatementFailedException;

/**
 * An initializer that creates the tables of the audit. It needs the database only if it
 * is to create them there, so that an application starts without its database.
 */
final class AuditSchemaInitializer extends DataSourceScriptDatabaseInitializer {

	private static final Logger logger = LoggerFactory.getLogger(AuditSchemaInitializer.class);

	private static final String SCRIPT = "classpath:dev/callbacks/jdbc/@@platform@@/V1__callbacks_audit.sql";

	AuditSchemaInitializer(DataSource dataSource, AuditProperties properties, ResourceLoader resources) {
		super(dataSource, settings(dataSource, properties, resources));
	}

	/**
	 * Tries again if another instance creates the same table or index at the same time,
	 * which databases refuse although they are told to create only what is not there. By
	 * then it is there, so each attempt gets further; one that does not has failed.
	 */
	@Override
	protected void runScripts(Scripts scripts) {
		String failed = null;
		while (true) {
			try {
				super.runScripts(scripts);
				return;
			}
			catch (ScriptStatementFailedException ex) {
				// it names the statement
				if (Objects.equals(ex.getMessage(), failed)) {
					throw ex;
				}
				failed = ex.getMessage();
				logger.debug("A table of the audit cannot be created, or another instance has just done so", ex);
			}
		}
	}

	private static DatabaseInitializationSettings settings(DataSource dataSource, AuditProperties properties,
			ResourceLoader resources) {
		DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
		boolean wanted = properties.initializeSchema() == DatabaseInitializationMode.ALWAYS
				|| properties.initializeSchema() == DatabaseInitializationMode.EMBEDDED && isEmbedded(dataSource);
		settings.setMode(wanted ? DatabaseInitializationMode.ALWAYS : DatabaseInitializationMode.NEVER);
		if (wanted) {
			List<String> locations = script(dataSource, properties);
			locations.forEach((location) -> check(location, resources));
			settings.setSchemaLocations(locations);
		}
		return settings;
	}

	private static void check(String location, ResourceLoader resources) {
		if (!resources.getResource(location).exists()) {
			throw new CallbackConfigurationException(
					"There is no script that creates the tables of the audit: " + location,
					"Create them yourself and set 'callbacks.audit.initialize-schema' to 'never', set"
							+ " 'callbacks.audit.platform' to 'h2' or 'postgresql', or set 'callbacks.audit.enabled' to"
							+ " false.");
		}
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
