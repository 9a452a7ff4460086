// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Records in files: of this process, and of those that have ended.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpoolTests {

	private static final int SIZE = 10_000;

	private static final int FORMAT = 3;

	private static final Path FULL_DISK = Path.of("/dev/full");

	@TempDir
	Path directory;

	private long lost;

	private long lostEarlier;

	@Test
	void itTakesRecordsUntilItIsFullAndGivesThemInTheirOrder() throws Exception {
		try (Spool spool = open()) {
			int count = fill(spool);
			assertThat(spool.size()).isBetween(SIZE - 200L, (long) SIZE).isEqualTo(bytesOnDisk());
			assertThat(spool.records()).isEqualTo(count);
			assertThat(read(spool)).containsExactlyElementsOf(values(0, count));
			assertThat(spool.isRead()).isTrue();
			assertThat(spool.add(bytes("more"))).as("until what was read is confirmed").isFalse();
			spool.confirm(count);
			assertThat(spool.records()).isZero();
			assertThat(spool.size()).isZero();
			assertThat(files()).isEmpty();
			assertThat(spool.add(bytes("more"))).isTrue();
		}
	}

	@Test
	void aRecordThatIsTooLargeIsRefusedAndNoOther() throws Exception {
		try (Spool spool = open()) {
			assertThat(spool.add(new byte[SIZE])).isFalse();
			assertThat(spool.add(new byte[0])).isTrue();
			assertThat(spool.add(new byte[SIZE / 2])).isTrue();
			assertThat(read(spool)).hasSize(2).first().isEqualTo("");
		}
	}

	@Test
	void whatIsWrittenWhileItIsReadFollows() throws Exception {
		try (Spool spool = open()) {
			add(spool, 0, 2);
			assertThat(next(spool)).isEqualTo("value 0");
			add(spool, 2, 3);
			assertThat(read(spool)).containsExactly("value 1", "value 2");
			add(spool, 3, 4);
			assertThat(read(spool)).containsExactly("value 3");
			assertThat(files()).hasSize(1);
		}
	}

	@Test
	void whatTheCallerHasIsNotReadButConfirmed() throws Exception {
		try (Spool spool = open()) {
			add(spool, 0, 3);
			spool.skip();
			add(spool, 3, 5);
			assertThat(read(spool)).containsExactly("value 3", "value 4");
			spool.confirm(4);
			assertThat(spool.records()).isOne();
			spool.confirm(4);
			assertThat(spool.records()).isZero();
		}
	}

	@Test
	void oneThatIsReadAndFilledAtOnceStaysInItsBounds() throws Exception {
		try (Spool spool = open()) {
			add(spool, 0, 300);
			for (int number = 0; number < 5_000; number++) {
				add(spool, number + 300, number + 301);
				assertThat(next(spool)).isEqualTo("value " + number);
				spool.confirm(1);
				assertThat(bytesOnDisk()).isEqualTo(spool.size()).isLessThanOrEqualTo(SIZE);
			}
			assertThat(spool.records()).isEqualTo(300);
		}
	}

	@Test
	void aProcessThatFollowsGetsAllThatWasNotConfirmed() throws Exception {
		int count;
		try (Spool spool = open()) {
			count = fill(spool);
			for (int i = 0; i < 10; i++) {
				next(spool);
			}
			spool.confirm(5);
		}
		try (Spool spool = open()) {
			assertThat(spool.records()).isEqualTo(count);
			assertThat(spool.<Boolean>next((record, earlier) -> earlier)).isTrue();
			assertThat(read(spool)).containsExactlyElementsOf(values(1, count));
			spool.confirm(count);
			add(spool, 0, 1);
			assertThat(spool.<Boolean>next((record, earlier) -> earlier)).isFalse();
		}
	}

	@Test
	void aRecordThatACrashCutOffIsDroppedAndTold(CapturedOutput output) throws Exception {
		try (Spool spool = open()) {
			add(spool, 0, 3);
		}
		byte[] whole = Files.readAllBytes(files().get(0));
		Path file = files().get(0);
		int record = Segment.OVERHEAD + "value 2".length();
		for (int length = 0; length < whole.length; length++) {
			Files.write(file, Arrays.copyOf(whole, length));
			try (Spool spool = open()) {
				int left = Math.max(0, length - Segment.HEADER) / record;
				assertThat(read(spool)).containsExactlyElementsOf(values(0, left));
				add(spool, 3, 4);
				assertThat(next(spool)).isEqualTo("value 3");
				spool.confirm(left + 1);
				assertThat(files()).isEmpty();
			}
		}
		assertThat(output).contains("14 bytes of ").contains("of a spool, are no whole records");
	}

	@Test
	void zerosAtTheEndAreNoRecords() throws Exception {
		try (Spool spool = open()) {
			add(spool, 0, 1);
		}
		Path file = files().get(0);
		byte[] whole = Files.readAllBytes(file);
		Files.write(file, Arrays.copyOf(whole, whole.length + 4_096));
		try (Spool spool = open()) {
			assertThat(read(spool)).containsExactly("value 0");
		}
	}

	@Test
	void aDamageCostsItsRecord(CapturedOutput output) throws Exception {
		int count = leaveFull();
		damage(files().get(0), Segment.HEADER + Segment.OVERHEAD);
		try (Spool spool = open()) {
			assertThat(spool.records()).isEqualTo(count - 1);
			assertThat(read(spool)).containsExactlyElementsOf(values(1, count));
			assertThat(this.lost + this.lostEarlier).as("it was never known").isZero();
		}
		assertThat(output).contains("15 bytes of ");
	}

	@Test
	void aDamagedLengthCostsNoOtherFile() throws Exception {
		int count = leaveFull();
		damage(files().get(0), Segment.HEADER);
		try (Spool spool = open()) {
			List<String> left = read(spool);
			assertThat(left).isNotEmpty().isEqualTo(values(count - left.size(), count));
		}
	}

	@Test
	void aDamageOfAFileInUseIsCounted(CapturedOutput output) throws Exception {
		int count = leaveFull();
		try (Spool spool = open()) {
			damage(files().get(1), Segment.HEADER + Segment.OVERHEAD);
			assertThat(read(spool)).hasSize(count - 1);
			assertThat(this.lostEarlier).isOne();
			assertThat(this.lost).isZero();
			spool.confirm(count - 1);
			assertThat(spool.records()).isZero();
			assertThat(files()).isEmpty();
		}
		assertThat(output).containsPattern("1 records of .*000000000001.spool, of a spool, cannot be read");
	}

	@Test
	void aRecordThatTheDecoderDoesNotTakeIsCountedAndHoldsUpNoOther(CapturedOutput output) throws Exception {
		try (Spool spool = open()) {
			add(spool, 0, 3);
			Spool.Decoder<String> decoder = (record, earlier) -> {
				String value = text(record);
				if (value.endsWith("1")) {
					throw new IllegalArgumentException("no value");
				}
				return value;
			};
			assertThat(spool.next(decoder)).isEqualTo("value 0");
			assertThat(spool.next(decoder)).isEqualTo("value 2");
			assertThat(spool.next(decoder)).isNull();
			assertThat(this.lost).isOne();
			assertThat(spool.records()).isEqualTo(2);
			spool.confirm(2);
			assertThat(files()).isEmpty();
		}
		assertThat(output).contains("1 records of ").contains("no value");
	}

	@Test
	void aFileOfAnotherFormatIsKeptAsideAndTold(CapturedOutput output) throws Exception {
		leaveFull();
		try (Spool spool = Spool.open(this.directory, "test", FORMAT + 1, SIZE, this::lose)) {
			assertThat(spool.records()).isZero();
			add(spool, 0, 1);
			assertThat(read(spool)).containsExactly("value 0");
		}
		assertThat(names("test-0")).filteredOn((name) -> name.contains(".spool.unknown-")).hasSizeGreaterThan(5);
		assertThat(output).contains("has a format that is not known, and is kept as");
	}

	@Test
	void aDiskThatIsFullForAMomentCostsOnlyWhatFoundNoRoom() throws Exception {
		assumeTrue(Files.exists(FULL_DISK), "there is no device that is always full");
		try (Spool spool = open()) {
			Files.createSymbolicLink(this.directory.resolve("test-0/000000000000.spool"), FULL_DISK);
			assertThatIOException().isThrownBy(() -> spool.add(bytes("lost")));
			assertThat(spool.records()).isZero();
			add(spool, 1, 3);
			assertThat(read(spool)).containsExactly("value 1", "value 2");
			assertThat(this.lost).isZero();
		}
	}

	@Test
	void aWriteThatFailsInTheMiddleLeavesNothingBehind() throws Exception {
		Path shell = Path.of("/bin/sh");
		assumeTrue(Files.isExecutable(shell), "there is no shell that limits files");
		Process limited = new ProcessBuilder(shell.toString(), "-c", "ulimit -f 1; exec \"$@\"", "sh",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:-UsePerfData", "-cp",
				System.getProperty("java.class.path"), Limited.class.getName(), this.directory.toString())
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		int kept = limited.waitFor();
		assertThat(kept).isPositive();
		assertThat(files()).hasSizeGreaterThan(2);
		try (Spool spool = open()) {
			assertThat(read(spool)).isEqualTo(values(0, kept));
		}
	}

	@Test
	void aFileThatSomebodyDeletedIsToldAndItsRecordsAreCounted(CapturedOutput output) throws Exception {
		try (Spool spool = open()) {
			int count = fill(spool);
			Files.delete(files().get(0));
			List<String> read = read(spool);
			assertThat(this.lost).isPositive().isEqualTo(count - read.size());
			assertThat(read).isEqualTo(values(count - read.size(), count));
			assertThat(spool.records()).isEqualTo(read.size());
			assertThat(spool.size()).isEqualTo(bytesOnDisk());
		}
		assertThat(output).contains("cannot be read and are lost");
	}

	@Test
	void anInterruptClosesNothing() throws Exception {
		try (Spool spool = open()) {
			Thread.currentThread().interrupt();
			int count = fill(spool);
			assertThat(read(spool)).hasSize(count);
			spool.confirm(count);
			add(spool, 0, 1);
			assertThat(next(spool)).isEqualTo("value 0");
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void whoComesAfterTheEndChangesNothing() throws Exception {
		Spool spool = open();
		add(spool, 0, 2);
		next(spool);
		spool.close();
		spool.close();
		assertThatIOException().isThrownBy(() -> spool.add(bytes("late"))).withMessageContaining("is closed");
		assertThat(next(spool)).isNull();
		spool.confirm(1);
		assertThat(spool.records()).isEqualTo(2);
		try (Spool following = open()) {
			assertThat(read(following)).containsExactly("value 0", "value 1");
		}
	}

	@Test
	void whatProcessesThatHaveEndedLeftIsTakenOver() throws Exception {
		Spool first = open();
		Spool second = open();
		Spool third = open();
		add(first, 0, 3);
		add(second, 10, 13);
		add(third, 20, 23);
		first.close();
		third.close();
		Spool heir = open();
		assertThat(read(heir)).containsExactly("value 0", "value 1", "value 2", "value 20", "value 21", "value 22");
		assertThat(read(second)).containsExactly("value 10", "value 11", "value 12");
		second.close();
		heir.close();
		try (Spool last = open(); Spool another = open()) {
			assertThat(read(last)).containsExactly("value 0", "value 1", "value 2", "value 20", "value 21", "value 22",
					"value 10", "value 11", "value 12");
			assertThat(another.records()).isZero();
		}
	}

	@Test
	void whatThereIsNoRoomForIsLeftToAnother() throws Exception {
		Spool first = open();
		Spool second = open();
		int count = fill(first);
		int others = fill(second);
		first.close();
		second.close();
		try (Spool heir = open(); Spool another = open()) {
			assertThat(heir.size()).isLessThanOrEqualTo(SIZE);
			assertThat(heir.records()).isEqualTo(count);
			assertThat(another.records()).isEqualTo(others);
		}
	}

	@Test
	void spoolsOfAnotherKindAreLeftAlone() throws Exception {
		leaveFull();
		try (Spool other = Spool.open(this.directory, "other", FORMAT, SIZE, this::lose)) {
			assertThat(other.records()).isZero();
		}
		assertThat(files()).isNotEmpty();
	}

	@Test
	void otherUsersMayNotReadIt() throws Exception {
		assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
				"files have no owners here");
		try (Spool spool = open()) {
			add(spool, 0, 1);
			Path folder = this.directory.resolve("test-0");
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwx------");
		}
	}

	private Spool open() throws IOException {
		return open(this.directory, this::lose);
	}

	private static Spool open(Path directory, Spool.Losses losses) throws IOException {
		return Spool.open(directory, "test", FORMAT, SIZE, losses);
	}

	private void lose(long count, boolean earlier) {
		this.lost += earlier ? 0 : count;
		this.lostEarlier += earlier ? count : 0;
	}

	private int leaveFull() throws IOException {
		try (Spool spool = open()) {
			return fill(spool);
		}
	}

	private static int fill(Spool spool) throws IOException {
		int count = 0;
		while (spool.add(bytes("value " + count))) {
			count++;
		}
		return count;
	}

	private static void add(Spool spool, int from, int to) throws IOException {
		for (String value : values(from, to)) {
			assertThat(spool.add(bytes(value))).isTrue();
		}
	}

	private static List<String> values(int from, int to) {
		return IntStream.range(from, to).mapToObj((number) -> "value " + number).toList();
	}

	private static byte[] bytes(String value) {
		return value.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(byte[] record) {
		return new String(record, StandardCharsets.UTF_8);
	}

	private static String next(Spool spool) {
		return spool.next((record, earlier) -> text(record));
	}

	private static List<String> read(Spool spool) {
		List<String> values = new ArrayList<>();
		for (String value = next(spool); value != null; value = next(spool)) {
			values.add(value);
		}
		return values;
	}

	private static void damage(Path file, int position) throws IOException {
		ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
		bytes.put(position, (byte) ~bytes.get(position));
		Files.write(file, bytes.array());
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory.resolve("test-0"))) {
			return files.filter((file) -> file.toString().endsWith(".spool")).sorted().toList();
		}
	}

	private List<String> names(String folder) throws IOException {
		try (Stream<Path> files = Files.list(this.directory.resolve(folder))) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

	private long bytesOnDisk() throws IOException {
		long bytes = 0;
		for (Path file : files()) {
			bytes += Files.size(file);
		}
		return bytes;
	}

	/**
	 * A process that may write little into a file, and tries more.
	 */
	static final class Limited {

		public static void main(String[] arguments) throws IOException {
			try (Spool spool = Spool.open(Path.of(arguments[0]), "test", FORMAT, 1 << 20, (count, earlier) -> {
			})) {
				int kept = 0;
				for (int refused = 0; refused < 3;) {
					try {
						spool.add(bytes("value " + kept));
						kept++;
					}
					catch (IOException ex) {
						refused++;
					}
				}
				System.exit((spool.records() == kept) ? kept : 0);
			}
		}

	}

}
