// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import dev.callbacks.kafka.wire.LogTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The files in which records wait for the broker.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpoolTests {

	private static final int SIZE = 10_000;

	private static final Path FULL_DISK = Path.of("/dev/full");

	@TempDir
	Path folder;

	@Test
	void itTakesRecordsUntilItIsFullAndGivesThemInTheirOrder() throws Exception {
		try (Spool spool = open()) {
			int count = fill(spool);
			assertThat(spool.size()).isBetween(SIZE - 200L, (long) SIZE);
			assertThat(poll(spool)).containsExactlyElementsOf(values(0, count));
			assertThat(spool.isEmpty()).isTrue();
			assertThat(spool.add(record(0))).as("until what was read is released").isFalse();
			spool.release();
			assertThat(spool.size()).isZero();
			assertThat(files()).isEmpty();
			assertThat(spool.add(record(0))).isTrue();
		}
	}

	@Test
	void whatIsWrittenWhileItIsReadFollows() throws Exception {
		try (Spool spool = open()) {
			spool.add(record(0));
			spool.add(record(1));
			assertThat(value(spool.poll((root) -> 0))).isEqualTo("value 0");
			spool.add(record(2));
			assertThat(poll(spool)).containsExactly("value 1", "value 2");
		}
	}

	@Test
	void aProcessThatFollowsGetsAllOfIt() throws Exception {
		int count;
		try (Spool spool = open()) {
			count = fill(spool);
		}
		try (Spool spool = open()) {
			assertThat(spool.poll((root) -> 7)).isNotNull().satisfies((record) -> {
				assertThat(record.source()).isEqualTo(Outgoing.Source.EARLIER);
				assertThat(record.partition()).isEqualTo(7);
				assertThat(record.root()).isEqualTo(root(0));
			});
			assertThat(poll(spool)).containsExactlyElementsOf(values(1, count));
		}
	}

	@Test
	void theEndThatACrashHasDamagedIsSkippedAndTold(CapturedOutput output) throws Exception {
		try (Spool spool = open()) {
			fill(spool);
		}
		Path first = files().get(0);
		byte[] bytes = Files.readAllBytes(first);
		bytes[bytes.length - 1]++;
		Files.write(first, bytes);
		try (Spool spool = open()) {
			assertThat(poll(spool)).startsWith("value 0").contains("value 100");
		}
		assertThat(output).contains("are lost: the file is damaged");
	}

	@Test
	void aDiskThatIsFullForAMomentCostsOnlyWhatFoundNoRoom() throws Exception {
		assumeTrue(Files.exists(FULL_DISK), "there is no device that is always full");
		try (Spool spool = open()) {
			Path next = this.folder.resolve("relay-000000000000.spool");
			Files.createSymbolicLink(next, FULL_DISK);
			assertThatIOException().isThrownBy(() -> spool.add(record(0)));
			Files.delete(next);
			assertThat(spool.add(record(1))).isTrue();
			assertThat(poll(spool)).containsExactly("value 1");
			assertThat(spool.takeLost()).isZero();
		}
	}

	@Test
	void aFileThatSomebodyDeletedIsToldAndItsRecordsAreCounted(CapturedOutput output) throws Exception {
		try (Spool spool = open()) {
			int count = fill(spool);
			Files.delete(files().get(0));
			List<String> read = poll(spool);
			assertThat(spool.takeLost()).isPositive().isEqualTo(count - read.size());
			assertThat(spool.takeLost()).isZero();
			assertThat(read).endsWith("value " + (count - 1));
		}
		assertThat(output).contains("cannot be read");
	}

	private Spool open() throws IOException {
		return Spool.open(this.folder, SIZE);
	}

	private static int fill(Spool spool) throws IOException {
		int count = 0;
		while (spool.add(record(count))) {
			count++;
		}
		return count;
	}

	private static Outgoing record(int number) {
		byte[] value = ("value " + number).getBytes(StandardCharsets.UTF_8);
		return new Outgoing(LogTopic.LIFECYCLE, root(number), 0, value, 1, Outgoing.Source.EVENT);
	}

	private static UUID root(int number) {
		return new UUID(1, number);
	}

	private static List<String> values(int from, int to) {
		return Stream.iterate(from, (i) -> i + 1).limit(to - from).map((i) -> "value " + i).toList();
	}

	private static String value(Outgoing record) {
		return new String(record.value(), StandardCharsets.UTF_8);
	}

	private static List<String> poll(Spool spool) throws IOException {
		List<String> values = new ArrayList<>();
		for (Outgoing record = spool.poll((root) -> 0); record != null; record = spool.poll((root) -> 0)) {
			values.add(value(record));
		}
		return values;
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.folder)) {
			return files.sorted().toList();
		}
	}

}
