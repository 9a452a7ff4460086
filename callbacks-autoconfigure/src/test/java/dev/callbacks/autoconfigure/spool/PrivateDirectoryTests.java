// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Directories and files that other users may not read.
 */
class PrivateDirectoryTests {

	@TempDir
	Path folder;

	@BeforeEach
	void needOwners() {
		assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
				"files have no owners here");
	}

	@Test
	void otherUsersMayNotReadADirectory() throws IOException {
		Path directory = this.folder.resolve("above/spool");
		PrivateDirectory.create(directory);
		assertThat(permissions(directory)).isEqualTo("rwx------");
		PrivateDirectory.create(directory);
	}

	@Test
	void otherUsersMayNotReadAFile() throws IOException {
		Path file = this.folder.resolve("file");
		PrivateDirectory.open(file).close();
		assertThat(permissions(file)).isEqualTo("rw-------");
		PrivateDirectory.open(file).close();
	}

	@Test
	void claimTakesTheRightsOfOthers() throws IOException {
		Path directory = open("spool");
		assertThat(PrivateDirectory.claim(directory)).isTrue();
		assertThat(permissions(directory)).isEqualTo("rwx------");
		try (Stream<Path> files = Files.list(directory)) {
			assertThat(files).isEmpty();
		}
	}

	@Test
	void directoryOfAnotherUserIsNotTaken() throws IOException {
		Path directory = open("spool");
		giveAway(directory);
		assertThat(PrivateDirectory.claim(directory)).isFalse();
		assertThat(permissions(directory)).isEqualTo("rwxrwxrwx");
		assertThatIOException().isThrownBy(() -> PrivateDirectory.create(directory))
			.withMessage("The directory " + directory + " belongs to another user");
	}

	@Test
	void folderOfAnotherUserIsLeftToThatOne() throws IOException {
		giveAway(open("test-0"));
		try (SpoolFolder own = SpoolFolder.acquire(this.folder, "test")) {
			assertThat(own).hasToString(this.folder.toRealPath().resolve("test-1").toString());
			assertThat(own.tryAcquire(this.folder.resolve("test-0"))).isNull();
		}
	}

	@Test
	void spoolIsPrivateAlsoInDirectoriesThatOthersMayRead() throws IOException {
		Path directory = open("spools");
		open("spools/test-0");
		try (Spool spool = Spool.open(directory, "test", 1, 1 << 20, (count, earlier) -> {
		})) {
			spool.add(new byte[] { 1 });
			try (Stream<Path> paths = Files.walk(directory)) {
				assertThat(paths.map(PrivateDirectoryTests::permissions)).containsExactlyInAnyOrder("rwx------",
						"rwx------", "rw-------", "rw-------");
			}
		}
	}

	private Path open(String name) throws IOException {
		Path directory = Files.createDirectory(this.folder.resolve(name));
		return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
	}

	private static void giveAway(Path path) {
		try {
			UserPrincipal nobody = path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
			Files.setOwner(path, nobody);
		}
		catch (IOException ex) {
			abort("only some users may give a file away: " + ex);
		}
	}

	private static String permissions(Path path) {
		try {
			return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
