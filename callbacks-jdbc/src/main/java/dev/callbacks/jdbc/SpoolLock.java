// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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

	private static final String SUFFIX = ".spool";

	/** The names of spools. */
	static final String SPOOLS = "audit-*" + SUFFIX;

	/**
	 * The spools of this JVM. To try a lock again that it has would end that: a lock ends
	 * when any channel on its file is closed.
	 */
	private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

	/**
	 * Locks the first spool of a directory that no other process has.
	 */
	static SpoolLock acquire(Path directory) throws IOException {
		createPrivate(directory);
		for (int number = 0; number < MAX_PROCESSES; number++) {
			SpoolLock lock = tryAcquire(directory.toRealPath().resolve("audit-" + number + SUFFIX));
			if (lock != null) {
				return lock;
			}
		}
		throw new IOException("All spools in " + directory + " are in use");
	}

	/**
	 * Locks a spool.
	 * @param spool its real path
	 * @return the lock, or {@code null} if another process has it
	 */
	static @Nullable SpoolLock tryAcquire(Path spool) throws IOException {
		if (!HELD.add(spool)) {
			return null;
		}
		SpoolLock lock = null;
		try {
			lock = tryLock(spool);
			return lock;
		}
		finally {
			if (lock == null) {
				HELD.remove(spool);
			}
		}
	}

	private static @Nullable SpoolLock tryLock(Path spool) throws IOException {
		String name = spool.getFileName().toString();
		FileChannel channel = FileChannel.open(spool.resolveSibling(name.replace(SUFFIX, ".lock")),
				StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		if (channel.tryLock() != null) {
			return new SpoolLock(spool, channel);
		}
		channel.close();
		return null;
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

	@Override
	public void close() throws IOException {
		this.channel.close();
		HELD.remove(this.path);
	}

}
