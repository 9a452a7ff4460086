// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What readers commit of what they have handled.
 */
class ProgressTests {

	@Test
	void whatWaitsIsNotHandledAndAllElseBeforeIsHandled() {
		Progress progress = Progress.of(100, List.of(40L, 60L));
		assertThat(LongStream.range(0, 120).filter(progress::includes).count()).isEqualTo(98);
		assertThat(progress.includes(40)).isFalse();
		assertThat(progress.includes(100)).isFalse();
	}

	@Test
	void itIsReadAsItWasCommitted() {
		Progress progress = Progress.of(100, List.of(60L, 40L));
		assertThat(Progress.of(new OffsetAndMetadata(10, progress.text()))).isEqualTo(progress);
	}

	@Test
	void whatAToolHasCommittedIsHandledUpToItsOffset() {
		assertThat(Progress.of(new OffsetAndMetadata(10, ""))).isEqualTo(Progress.of(10, List.of()));
		assertThat(Progress.of(new OffsetAndMetadata(10, "by hand"))).isEqualTo(Progress.of(10, List.of()));
		assertThat(Progress.of((OffsetAndMetadata) null).includes(0)).isFalse();
	}

	@Test
	void twoThatAreJoinedIncludeWhatOneOfThemIncludes() {
		Random random = new Random(1);
		for (int i = 0; i < 1_000; i++) {
			Progress one = random(random);
			Progress two = random(random);
			Progress both = one.and(two);
			LongStream.range(0, 60)
				.forEach((offset) -> assertThat(both.includes(offset)).as("%s and %s at %s", one, two, offset)
					.isEqualTo(one.includes(offset) || two.includes(offset)));
		}
	}

	@Test
	void itsTextIsBoundedAndWhatHasNoRoomCountsAsNotHandled() {
		long many = Long.MAX_VALUE - 100_000;
		Progress progress = Progress.of(Long.MAX_VALUE, LongStream.range(many, many + 50_000).boxed().toList());
		assertThat(progress.text().length()).isLessThan(4096);
		assertThat(progress.includes(many - 1)).isTrue();
		assertThat(progress.includes(many + 49_999)).isFalse();
	}

	private static Progress random(Random random) {
		long before = random.nextInt(50);
		return Progress.of(before,
				LongStream.range(0, before).filter((offset) -> random.nextInt(4) == 0).boxed().toList());
	}

}
