// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.spool;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A directory for content of runs, which other users of the machine may not read.
 */
final class PrivateDirectory {

	private PrivateDirectory() {
	}

	/**
	 * Creates a directory, and those above it, unless it is there.
	 * @param directory the directory
	 * @throws IOException if it cannot be created
	 */
	static void create(Path directory) throws IOException {
		if (Files.isDirectory(directory)) {
			return;
		}
		if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
			Files.createDirectories(directory,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		}
		else {
			Files.createDirectories(directory);
		}
	}

}
