// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

import dev.callbacks.kafka.wire.LogTopic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue of records in files, for the time in which the broker is away. What a
 * process leaves there the next one sends.
 * <p>
 * It has several files, of which the oldest is deleted when all of it was read and
 * {@link #release() released}. A process that dies before that sends records twice, which
 * readers see by their places.
 * <p>
 * <b>Thread-safety</b>: for one thread. <b>Failure</b>: a damaged end of a file, as a
 * crash leaves it, is skipped and told.
 */
final class Spool implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Spool.class);

	private static final String PREFIX = "relay-";

	private static final String SUFFIX = ".spool";

	private static final int FILES = 8;

	/** The length, the checksum and the root of a record. */
	private static final int HEADER = Integer.BYTES + 3 * Long.BYTES;

	private final Path folder;

	private final long maxSize;

	/** The files that are not read yet, the oldest first; the last may be written. */
	private final Deque<Segment> segments = new ArrayDeque<>();

	/** The files that were read, to be deleted when released. */
	private final Deque<Segment> read = new ArrayDeque<>();

	/** Without a buffer, so that what was added is in the file. */
	private @Nullable FileOutputStream out;

	private @Nullable DataInputStream in;

	private long nextName;

	private long size;

	private long lost;

	private Spool(Path folder, long maxSize) {
		this.folder = folder;
		this.maxSize = maxSize;
	}

	/**
	 * Opens the spool, with what an earlier process left in it.
	 */
	static Spool open(Path folder, long maxSize) throws IOException {
		Files.createDirectories(folder);
		Spool spool = new Spool(folder, maxSize);
		try (Stream<Path> files = Files.list(folder)) {
			List<Path> found = files.filter((file) -> name(file).startsWith(PREFIX) && name(file).endsWith(SUFFIX))
				.sorted(Comparator.comparing(Spool::name))
				.toList();
			for (Path file : found) {
				spool.add(new Segment(file, Files.size(file), true));
			}
		}
		return spool;
	}

	private static String name(Path file) {
		return file.getFileName().toString();
	}

	private void add(Segment segment) {
		this.segments.add(segment);
		this.size += segment.size;
		String number = name(segment.file).replaceAll("\\D", "");
		this.nextName = Math.max(this.nextName, number.isEmpty() ? 0 : Long.parseLong(number) + 1);
	}

	boolean isEmpty() {
		return this.segments.isEmpty();
	}

	long size() {
		return this.size;
	}

	/**
	 * Appends a record.
	 * @return whether there was room for it
	 */
	boolean add(Outgoing record) throws IOException {
		byte[] bytes = bytes(record);
		if (this.size + bytes.length > this.maxSize) {
			return false;
		}
		Segment last = this.segments.peekLast();
		if (this.out == null || last == null || last.size >= this.maxSize / FILES) {
			closeOut();
			last = new Segment(this.folder.resolve(PREFIX + String.format("%012d", this.nextName++) + SUFFIX), 0,
					false);
			this.out = new FileOutputStream(last.file.toFile());
			this.segments.add(last);
		}
		write(this.out, last, bytes);
		last.size += bytes.length;
		last.records++;
		this.size += bytes.length;
		return true;
	}

	/**
	 * Writes a record, or nothing of it. After a failure another file is begun.
	 */
	private void write(FileOutputStream out, Segment segment, byte[] bytes) throws IOException {
		try {
			out.write(bytes);
		}
		catch (IOException ex) {
			this.out = null;
			try (out) {
				out.getChannel().truncate(segment.size);
			}
			catch (IOException again) {
				ex.addSuppressed(again);
			}
			throw ex;
		}
	}

	private static byte[] bytes(Outgoing record) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(record.size());
		DataOutputStream data = new DataOutputStream(bytes);
		UUID root = (record.root() != null) ? record.root() : new UUID(0, 0);
		data.writeInt(record.value().length);
		data.writeLong(checksum(record.value()));
		data.writeLong(root.getMostSignificantBits());
		data.writeLong(root.getLeastSignificantBits());
		data.write(record.value());
		return bytes.toByteArray();
	}

	private static long checksum(byte[] value) {
		CRC32C checksum = new CRC32C();
		checksum.update(value, 0, value.length);
		return checksum.getValue();
	}

	/**
	 * Removes the oldest record.
	 * @param partitions the number of partitions, which says where a tree lies
	 * @return the record, or {@code null} if there is none
	 */
	@Nullable Outgoing poll(ToIntFunction<UUID> partitions) {
		while (!this.segments.isEmpty()) {
			Segment first = this.segments.getFirst();
			Outgoing record = null;
			try {
				record = read(in(first), first, partitions);
			}
			catch (IOException ex) {
				logger.warn("{}, of the spool of the relay, cannot be read: {}", first.file, ex.toString());
			}
			if (record != null) {
				first.records--;
				return record;
			}
			finish(first);
		}
		return null;
	}

	private DataInputStream in(Segment first) throws IOException {
		DataInputStream in = this.in;
		if (in == null) {
			if (this.segments.size() == 1) {
				closeOut();
			}
			first.unread = first.size;
			in = new DataInputStream(new BufferedInputStream(new FileInputStream(first.file.toFile())));
			this.in = in;
		}
		return in;
	}

	private void finish(Segment first) {
		if (this.in != null) {
			close(this.in);
			this.in = null;
		}
		this.read.add(this.segments.removeFirst());
		if (first.unread > 0) {
			logger.warn("{} bytes of {}, of the spool of the relay, are lost: the file is damaged", first.unread,
					first.file);
		}
		if (!first.earlier) {
			this.lost += first.records;
		}
	}

	/**
	 * Returns how many records of this process were lost since this was asked last.
	 */
	long takeLost() {
		long lost = this.lost;
		this.lost = 0;
		return lost;
	}

	private static @Nullable Outgoing read(DataInputStream in, Segment segment, ToIntFunction<UUID> partitions)
			throws IOException {
		if (segment.unread == 0) {
			return null;
		}
		try {
			int length = in.readInt();
			long checksum = in.readLong();
			UUID root = new UUID(in.readLong(), in.readLong());
			if (length < 0 || length > segment.size) {
				return null;
			}
			byte[] value = in.readNBytes(length);
			if (value.length < length || checksum(value) != checksum) {
				return null;
			}
			segment.unread -= HEADER + length;
			return new Outgoing(LogTopic.LIFECYCLE, root, partitions.applyAsInt(root), value, 1,
					segment.earlier ? Outgoing.Source.EARLIER : Outgoing.Source.SPOOL);
		}
		catch (EOFException ex) {
			return null;
		}
	}

	/**
	 * Deletes the files of which every record has arrived.
	 */
	void release() throws IOException {
		while (!this.read.isEmpty()) {
			Segment segment = this.read.removeFirst();
			this.size -= segment.size;
			Files.deleteIfExists(segment.file);
		}
	}

	private void closeOut() {
		if (this.out != null) {
			close(this.out);
			this.out = null;
		}
	}

	private static void close(Closeable file) {
		try {
			file.close();
		}
		catch (IOException ex) {
			logger.debug("A file of the spool of the relay cannot be closed", ex);
		}
	}

	@Override
	public void close() {
		closeOut();
		if (this.in != null) {
			close(this.in);
		}
	}

	private static final class Segment {

		private final Path file;

		private long size;

		private final boolean earlier;

		/** The bytes that are not read yet. */
		private long unread;

		/** The records of this process that are not read yet. */
		private long records;

		private Segment(Path file, long size, boolean earlier) {
			this.file = file;
			this.size = size;
			this.earlier = earlier;
		}

	}

}
