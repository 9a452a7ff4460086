// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

import org.jspecify.annotations.Nullable;

/**
 * The lock on one of the spools of a directory, for as long as the process lives. It is
 * on a file beside the spool, since a lock ends when any stream on its file is closed.
 *
 * @param path the spool
 * @param channel the file that is locked
 */
record SpoolLock(Path path, FileChannel channel) implements Closeable {

	/** The number of processes that may share a directory. */
	private static final int MAX_PROCESSES = 1_000;

	static SpoolLock acquire(Path directory) throws IOException {
		createPrivate(directory);
		for (int number = 0; number < MAX_PROCESSES; number++) {
			FileChannel channel = FileChannel.open(directory.resolve("audit-" + number + ".lock"),
					StandardOpenOption.CREATE, StandardOpenOption.WRITE);
			if (tryLock(channel) != null) {
				return new SpoolLock(directory.resolve("audit-" + number + ".spool"), channel);
			}
			channel.close();
		}
		throw new IOException("All spools in " + directory + " are in use");
	}

	private static void createPrivate(Path directory) throws IOException {
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

	private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			return null;
		}
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
