// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The command that verifies an audit. It needs this jar and the driver of the database,
 * and reads secrets from the environment: {@code CALLBACKS_AUDIT_KEY} and, if there is
 * one, {@code CALLBACKS_AUDIT_PASSWORD}.
 * <p>
 * Prints a line for each of the first ten thousand findings, and one with their number.
 * Its status is 0 if there is none, 1 if there are some, and 2 if it could not verify.
 *
 * @since 0.1.0
 */
public final class AuditVerifier {

	private static final String USAGE = """
			Usage: java -cp callbacks-jdbc.jar:DRIVER.jar dev.callbacks.jdbc.AuditVerifier
			    --url=JDBC-URL [--user=NAME] [--heads=FILE]
			The environment has the key in CALLBACKS_AUDIT_KEY and the password in CALLBACKS_AUDIT_PASSWORD.""";

	private final Map<String, String> environment;

	private final PrintStream out;

	AuditVerifier(Map<String, String> environment, PrintStream out) {
		this.environment = environment;
		this.out = out;
	}

	/**
	 * Runs the command.
	 * @param arguments the URL, the user, and the file of exported heads
	 */
	public static void main(String[] arguments) {
		System.exit(new AuditVerifier(System.getenv(), System.out).run(arguments));
	}

	int run(String... arguments) {
		Map<String, String> options = new HashMap<>();
		for (String argument : arguments) {
			int equals = argument.indexOf('=');
			if (!argument.startsWith("--") || equals < 0) {
				return fail(USAGE);
			}
			options.put(argument.substring(2, equals), argument.substring(equals + 1));
		}
		String url = options.remove("url");
		String user = options.remove("user");
		String heads = options.remove("heads");
		String key = this.environment.get("CALLBACKS_AUDIT_KEY");
		if (url == null || !options.isEmpty()) {
			return fail(USAGE);
		}
		if (key == null || !ChainKey.isLongEnough(key)) {
			return fail("The environment variable CALLBACKS_AUDIT_KEY must have the key of the chain, "
					+ ChainKey.MIN_LENGTH + " bytes or more");
		}
		try (Connection connection = DriverManager.getConnection(url, properties(url, user))) {
			return print(new Verification(ChainKey.of(key), heads(heads)).verify(connection));
		}
		catch (SQLException | IOException | RuntimeException ex) {
			return fail("The audit cannot be verified: " + ex.getMessage());
		}
	}

	private Properties properties(String url, @Nullable String user) {
		Properties properties = new Properties();
		if (user != null) {
			properties.setProperty("user", user);
		}
		String password = this.environment.get("CALLBACKS_AUDIT_PASSWORD");
		if (password != null) {
			properties.setProperty("password", password);
		}
		if (url.startsWith("jdbc:postgresql:")) {
			// values in binary form from the first row on, which are read faster
			properties.setProperty("prepareThreshold", "-1");
		}
		return properties;
	}

	private static List<ExportedHead> heads(@Nullable String file) throws IOException {
		List<ExportedHead> heads = new ArrayList<>();
		if (file != null) {
			// in any encoding: it may be a log
			try (Stream<String> lines = Files.lines(Path.of(file), StandardCharsets.ISO_8859_1)) {
				lines.forEach((line) -> ExportedHead.parse(line).ifPresent(heads::add));
			}
		}
		return heads;
	}

	private int print(Verification.Report report) {
		report.findings().forEach(this.out::println);
		this.out.println(report.chains() + " chains with " + report.links() + " links, " + report.unchained()
				+ " rows in no chain, " + report.findingCount() + " findings");
		return (report.findingCount() == 0) ? 0 : 1;
	}

	private int fail(String message) {
		this.out.println(message);
		return 2;
	}

}
