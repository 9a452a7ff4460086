// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * The command that verifies an audit, with heads that an application exported.
 */
class VerifierTests {

	@TempDir
	Path directory;

	static String verify(TestDatabase database, String... arguments) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		String[] all = new String[arguments.length + 2];
		all[0] = "--url=" + database.url();
		all[1] = "--user=" + database.user();
		System.arraycopy(arguments, 0, all, 2, arguments.length);
		int status = new AuditVerifier(
				Map.of("CALLBACKS_AUDIT_KEY", AuditApplication.KEY, "CALLBACKS_AUDIT_PASSWORD", ""),
				new PrintStream(out, true, StandardCharsets.UTF_8))
			.run(all);
		String printed = out.toString(StandardCharsets.UTF_8);
		assertThat(status).isEqualTo(printed.contains(" 0 findings") ? 0 : 1);
		return printed;
	}

	@Test
	void heFindsWhatWasCutOffAfterTheHeadWasExported() throws IOException {
		TestDatabase database = TestDatabase.h2();
		Path heads = this.directory.resolve("heads");
		try (AuditApplication application = AuditApplication.start(database, this.directory,
				"callbacks.audit.chain.enabled=true", "callbacks.audit.chain.key=" + AuditApplication.KEY,
				"callbacks.audit.chain.head-file=" + heads)) {
			application.runs(50);
		}
		assertThat(Files.readString(heads)).contains(" links=100 head=");
		assertThat(verify(database, "--heads=" + heads))
			.contains("1 chains with 100 links, 0 rows in no chain, 0 findings");
		database.jdbc().update("delete from callbacks_audit");
		database.jdbc().update("update callbacks_audit_epoch set links = null, head = null");
		assertThat(verify(database, "--heads=" + heads)).contains("MISSING: chain ").contains("links 1 to 100");
	}

	@Test
	void aChainWithoutAKeyStopsTheStart() {
		assertThatException().isThrownBy(
				() -> AuditApplication.start(TestDatabase.h2(), this.directory, "callbacks.audit.chain.enabled=true"))
			.havingRootCause()
			.withMessageContaining("'callbacks.audit.chain.key' is not set");
		assertThatException()
			.isThrownBy(() -> AuditApplication.start(TestDatabase.h2(), this.directory,
					"callbacks.audit.chain.enabled=true", "callbacks.audit.chain.key=short"))
			.havingRootCause()
			.withMessageContaining("32 bytes")
			.withMessageNotContaining("short");
	}

	@Test
	void headsAreReadFromALogOfAnyEncoding() throws IOException {
		TestDatabase database = TestDatabase.h2();
		database.withTables();
		Path log = this.directory.resolve("log");
		Files.write(log, "caf\u00e9\nchain=1 links=99999999999999999999 head=".getBytes(StandardCharsets.ISO_8859_1));
		assertThat(verify(database, "--heads=" + log)).contains(" 0 findings");
	}

	@Test
	void theCommandSaysWhatItNeeds() {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		AuditVerifier verifier = new AuditVerifier(Map.of(), new PrintStream(out, true, StandardCharsets.UTF_8));
		assertThat(verifier.run("nonsense")).isEqualTo(2);
		assertThat(verifier.run("--url=jdbc:h2:mem:none")).isEqualTo(2);
		assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: java")
			.contains("CALLBACKS_AUDIT_KEY must have");
	}

}
