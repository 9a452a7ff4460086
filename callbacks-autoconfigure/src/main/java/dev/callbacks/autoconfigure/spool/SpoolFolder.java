// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A folder that belongs to this process alone, of those in a directory that several
 * processes share. Its files have numbers in the order of their writing.
 */
final class SpoolFolder implements Closeable {

	private static final int MAX_PROCESSES = 1_000;

	private static final String SUFFIX = ".spool";

	private final Path path;

	private final String prefix;

	private final ProcessLock lock;

	private long next;

	private SpoolFolder(Path path, String prefix, ProcessLock lock) {
		this.path = path;
		this.prefix = prefix;
		this.lock = lock;
	}

	/**
	 * Locks the first folder of a directory that no other process, and no other user,
	 * has.
	 */
	static SpoolFolder acquire(Path directory, String name) throws IOException {
		PrivateDirectory.create(directory);
		for (int number = 0; number < MAX_PROCESSES; number++) {
			SpoolFolder folder = tryAcquire(directory.toRealPath().resolve(name + "-" + number), name + "-");
			if (folder != null) {
				return folder;
			}
		}
		throw new IOException("All folders in " + directory + " are in use");
	}

	private static @Nullable SpoolFolder tryAcquire(Path path, String prefix) throws IOException {
		if (!PrivateDirectory.claim(path)) {
			return null;
		}
		ProcessLock lock = ProcessLock.tryAcquire(path, "lock");
		return (lock != null) ? new SpoolFolder(path, prefix, lock) : null;
	}

	/**
	 * Locks another folder.
	 * @return the folder, or {@code null} if another process or another user has it
	 */
	@Nullable SpoolFolder tryAcquire(Path other) throws IOException {
		return tryAcquire(other, this.prefix);
	}

	/**
	 * Returns the other folders of the directory.
	 */
	List<Path> others() throws IOException {
		return list(this.path.resolveSibling(""), this.prefix, "").stream()
			.filter((folder) -> !folder.equals(this.path))
			.toList();
	}

	/**
	 * Returns the files, the oldest first.
	 */
	List<Path> files() throws IOException {
		List<Path> files = list(this.path, "", SUFFIX);
		if (!files.isEmpty()) {
			this.next = number(files.get(files.size() - 1)) + 1;
		}
		return files;
	}

	/**
	 * Returns the file that follows all others.
	 */
	Path nextFile() {
		return this.path.resolve(String.format("%012d", this.next++) + SUFFIX);
	}

	private static List<Path> list(Path directory, String prefix, String suffix) throws IOException {
		Pattern names = Pattern.compile(Pattern.quote(prefix) + "\\d{1,12}" + Pattern.quote(suffix));
		try (Stream<Path> files = Files.list(directory)) {
			return files.filter((file) -> names.matcher(file.getFileName().toString()).matches())
				.sorted(Comparator.comparingLong(SpoolFolder::number))
				.toList();
		}
	}

	private static long number(Path path) {
		return Long.parseLong(path.getFileName().toString().replaceAll(".*?(\\d+)(\\.spool)?$", "$1"));
	}

	@Override
	public void close() throws IOException {
		this.lock.close();
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
