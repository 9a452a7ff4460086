// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server of its own, from binaries of a jar. Tests are skipped where it
 * cannot start: on another processor, or for a root that may not leave its user.
 */
final class Postgres implements AutoCloseable {

	private static Postgres shared;

	private final Path directory;

	private EmbeddedPostgres server;

	private Postgres(Path directory, EmbeddedPostgres server) {
		this.directory = directory;
		this.server = server;
	}

	/**
	 * Starts a server.
	 */
	static Postgres start() {
		try {
			Path directory = Files.createTempDirectory("callbacks-postgres");
			return new Postgres(directory, launch(directory, 0));
		}
		catch (IOException | IllegalStateException ex) {
			Assumptions.abort("PostgreSQL does not start here: " + ex);
			throw new AssertionError(ex);
		}
	}

	/**
	 * Returns a new database of the server that all tests of this JVM share.
	 */
	static synchronized TestDatabase database() {
		if (shared == null) {
			shared = start();
			Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
		}
		return shared.newDatabase();
	}

	private static EmbeddedPostgres launch(Path directory, int port) throws IOException {
		EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
			.setDataDirectory(directory)
			.setCleanDataDirectory(false)
			.setRegisterShutdownHook(false)
			.setServerConfig("max_connections", "60")
			// what the server says of errors, rows among it, may come into a test's
			// output
			.setServerConfig("log_min_messages", "log");
		return ((port != 0) ? builder.setPort(port) : builder).start();
	}

	TestDatabase newDatabase() {
		String name = "t" + UUID.randomUUID().toString().replace("-", "");
		try (Connection connection = this.server.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("create database " + name);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return new TestDatabase(this.server.getJdbcUrl("postgres", name), "postgres");
	}

	/**
	 * Stops the server at once, and starts it on the same port again.
	 */
	void whileStopped(Runnable work) {
		int port = this.server.getPort();
		try {
			this.server.close();
			work.run();
			this.server = launch(this.directory, port);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Halts all processes of the server, and lets them go on.
	 */
	void whileHanging(Runnable work) {
		signal("STOP");
		try {
			work.run();
		}
		finally {
			signal("CONT");
		}
	}

	private void signal(String name) {
		try {
			long process = Long.parseLong(Files.readAllLines(this.directory.resolve("postmaster.pid")).get(0));
			List<String> command = new ArrayList<>(List.of("kill", "-" + name, String.valueOf(process)));
			ProcessHandle.of(process)
				.orElseThrow()
				.descendants()
				.forEach((child) -> command.add(String.valueOf(child.pid())));
			new ProcessBuilder(command).start().waitFor();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.server.close();
			org.springframework.util.FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
