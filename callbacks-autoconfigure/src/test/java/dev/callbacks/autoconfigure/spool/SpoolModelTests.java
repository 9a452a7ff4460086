// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random programs against a model of the spool. {@code -Dspool.programs} is their number,
 * {@code -Dspool.seed} the seed of the first.
 */
class SpoolModelTests {

	private static final int STEPS = 300;

	private static final int SIZE = 20_000;

	@TempDir
	Path directory;

	static LongStream seeds() {
		long first = Long.getLong("spool.seed", 1);
		return LongStream.range(first, first + Integer.getInteger("spool.programs", 20));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void aSpoolDoesWhatItsModelDoes(long seed) throws IOException {
		Program program = new Program(this.directory, new Random(seed));
		for (int step = 0; step < STEPS; step++) {
			program.step();
		}
		program.end();
	}

	/**
	 * A spool of numbers, and what is known of them.
	 */
	private static final class Program {

		private final Path directory;

		private final Random random;

		/** The numbers in each file, with the lengths of their records. */
		private final NavigableMap<String, NavigableMap<Integer, Integer>> contents = new TreeMap<>();

		/** The numbers that are to be read. */
		private final NavigableSet<Integer> unread = new TreeSet<>();

		/** The numbers that a damage may have taken. */
		private final Set<Integer> doubtful = new TreeSet<>();

		/** The files in which no record may be found after another. */
		private final Set<String> broken = new TreeSet<>();

		/** The numbers that were read and are not confirmed, in their order. */
		private final List<Integer> unconfirmed = new ArrayList<>();

		private int next;

		private int copies;

		/** The numbers that were not read since the last start, but others after them. */
		private long skipped;

		private long lost;

		private Path folder;

		private Spool spool;

		Program(Path directory, Random random) throws IOException {
			this.directory = directory;
			this.random = random;
			this.folder = directory.resolve("0");
			this.spool = open();
		}

		private Spool open() throws IOException {
			this.skipped = 0;
			this.lost = 0;
			return Spool.open(this.folder, "test", 1, SIZE, (count, earlier) -> this.lost += count);
		}

		void step() throws IOException {
			switch (this.random.nextInt(20)) {
				case 0 -> reopen(false);
				case 1 -> reopen(true);
				case 2 -> damageInUse();
				case 3, 4 -> confirm(this.unconfirmed.size());
				case 5, 6, 7 -> confirm(this.random.nextInt(this.unconfirmed.size() + 1));
				case 8 -> skip();
				case 9, 10, 11, 12 -> read(this.random.nextInt(60));
				default -> add(this.random.nextInt(30));
			}
			// what is damaged counts as lost at the end of its file
			assertThat(this.spool.records()).isBetween((long) this.unconfirmed.size(),
					this.unconfirmed.size() + this.unread.size() + this.skipped - this.lost);
			assertThat(this.spool.isRead()).isEqualTo(this.spool.records() == this.unconfirmed.size());
		}

		private void add(int count) throws IOException {
			for (int i = 0; i < count; i++) {
				byte[] record = record(this.next, this.random.nextInt(400));
				boolean room = this.spool.size() + Segment.HEADER + Segment.OVERHEAD + record.length <= SIZE;
				assertThat(this.spool.add(record)).isEqualTo(room);
				if (room) {
					String file = files().last();
					this.unread.add(this.next);
					if (this.broken.contains(file)) {
						this.doubtful.add(this.next);
					}
					this.contents.computeIfAbsent(file, (name) -> new TreeMap<>()).put(this.next++, record.length);
				}
			}
		}

		private void read(int count) {
			for (int i = 0; i < count; i++) {
				Integer number = this.spool.next((record, earlier) -> number(record));
				Set<Integer> passed = (number != null) ? this.unread.headSet(number) : this.unread;
				assertThat(this.doubtful).containsAll(passed);
				this.skipped += passed.size();
				assertThat(this.lost).isLessThanOrEqualTo(this.skipped);
				passed.clear();
				if (number != null) {
					assertThat(this.unread.remove(number)).isTrue();
					this.unconfirmed.add(number);
				}
			}
		}

		private void confirm(int count) {
			this.spool.confirm(count);
			this.unconfirmed.subList(0, count).clear();
		}

		/**
		 * Takes all as read. Only while it is known how many they are.
		 */
		private void skip() {
			if (this.spool.records() == this.unconfirmed.size() + this.unread.size()) {
				this.spool.skip();
				this.unconfirmed.addAll(this.unread);
				this.unread.clear();
			}
		}

		/**
		 * Opens the files again, or a copy of them as of a process that was killed, which
		 * may be damaged.
		 */
		private void reopen(boolean crash) throws IOException {
			if (crash) {
				Path copy = this.directory.resolve(String.valueOf(++this.copies));
				FileSystemUtils.copyRecursively(this.folder, copy);
				this.spool.close();
				FileSystemUtils.deleteRecursively(this.folder);
				this.folder = copy;
			}
			else {
				this.spool.close();
			}
			this.contents.keySet().retainAll(files());
			this.broken.retainAll(files());
			Set<Integer> left = numbers();
			assertThat(left).containsAll(this.unconfirmed)
				.containsAll(this.unread.stream().filter((number) -> !this.doubtful.contains(number)).toList());
			if (crash && this.random.nextBoolean() && !this.contents.isEmpty()) {
				damage(file());
			}
			this.unconfirmed.clear();
			this.unread.clear();
			this.unread.addAll(numbers());
			this.spool = open();
			assertThat(this.spool.records()).isBetween(
					this.unread.stream().filter((number) -> !this.doubtful.contains(number)).count(),
					(long) this.unread.size());
		}

		/**
		 * Damages a file that nobody has open. What cannot be there any more may not be
		 * read.
		 */
		private void damage(String file) throws IOException {
			byte[] bytes = Files.readAllBytes(path(file));
			switch (this.random.nextInt(5)) {
				case 0 -> {
					Files.delete(path(file));
					this.contents.remove(file);
				}
				case 1 -> {
					int length = this.random.nextInt(bytes.length);
					Files.write(path(file), Arrays.copyOf(bytes, length));
					cut(this.contents.get(file), length);
				}
				case 2 -> {
					bytes[this.random.nextInt(Segment.HEADER)]++;
					Files.write(path(file), bytes);
					this.contents.remove(file);
				}
				case 3 -> Files.write(path(file), Arrays.copyOf(bytes, bytes.length + this.random.nextInt(3_000)));
				default -> flip(file);
			}
		}

		private static void cut(NavigableMap<Integer, Integer> records, int length) {
			int end = Segment.HEADER;
			for (Integer number : List.copyOf(records.keySet())) {
				end += Segment.OVERHEAD + records.get(number);
				if (end > length) {
					records.remove(number);
				}
			}
		}

		private void damageInUse() throws IOException {
			this.contents.keySet().retainAll(files());
			if (this.contents.isEmpty()) {
				return;
			}
			if (this.random.nextBoolean()) {
				flip(file());
			}
			else {
				String file = file();
				this.doubtful.addAll(this.contents.get(file).keySet());
				Files.delete(path(file));
				// what is written to a file that was deleted would be lost, too
				readAll();
			}
		}

		/**
		 * Changes a byte of a record. If it is one of the length, those that follow in
		 * the file may be lost, too.
		 */
		private void flip(String file) throws IOException {
			NavigableMap<Integer, Integer> records = this.contents.get(file);
			byte[] bytes = Files.readAllBytes(path(file));
			int position = Segment.HEADER + this.random.nextInt(Math.max(1, bytes.length - Segment.HEADER));
			int begin = Segment.HEADER;
			for (Integer number : records.keySet()) {
				int end = begin + Segment.OVERHEAD + records.get(number);
				if (begin <= position && position < end && position < bytes.length) {
					bytes[position] ^= (byte) (1 + this.random.nextInt(255));
					this.doubtful.add(number);
					if (position - begin < Integer.BYTES) {
						this.doubtful.addAll(records.tailMap(number).keySet());
						this.broken.add(file);
					}
				}
				begin = end;
			}
			Files.write(path(file), bytes);
		}

		void readAll() {
			read(SIZE / Segment.OVERHEAD);
			confirm(this.unconfirmed.size());
			assertThat(this.unread).isEmpty();
			assertThat(this.spool.records()).isZero();
			assertThat(this.spool.size()).isZero();
			assertThat(files()).isEmpty();
		}

		void end() throws IOException {
			readAll();
			this.spool.close();
		}

		private Set<Integer> numbers() {
			Set<Integer> numbers = new TreeSet<>();
			this.contents.values().forEach((records) -> numbers.addAll(records.keySet()));
			return numbers;
		}

		private String file() {
			return List.copyOf(this.contents.keySet()).get(this.random.nextInt(this.contents.size()));
		}

		private Path path(String file) {
			return this.folder.resolve("test-0").resolve(file);
		}

		private NavigableSet<String> files() {
			try (Stream<Path> files = Files.list(path(""))) {
				return files.map((file) -> file.getFileName().toString())
					.filter((name) -> name.endsWith(".spool"))
					.collect(Collectors.toCollection(TreeSet::new));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private static byte[] record(int number, int length) {
			byte[] record = ByteBuffer.allocate(Integer.BYTES + length).putInt(number).array();
			IntStream.range(Integer.BYTES, record.length).forEach((i) -> record[i] = (byte) (number * 31 + i));
			return record;
		}

		private static int number(byte[] record) {
			int number = ByteBuffer.wrap(record).getInt();
			assertThat(record).isEqualTo(record(number, record.length - Integer.BYTES));
			return number;
		}

	}

}
