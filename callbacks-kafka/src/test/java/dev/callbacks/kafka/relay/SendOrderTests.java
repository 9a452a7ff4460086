// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

import dev.callbacks.kafka.relay.Outgoing.Source;
import dev.callbacks.kafka.wire.LogTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SendOrderTests {

	private final SendOrder order = new SendOrder();

	private final UUID root = UUID.randomUUID();

	private long taken;

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void recordsOfATreeArriveInTheirOrderWhateverIsSettledFirst(long seed) {
		Random random = new Random(seed);
		List<UUID> roots = Stream.generate(UUID::randomUUID).limit(3).toList();
		List<Sent> all = new ArrayList<>();
		List<Sent> underWay = new ArrayList<>();
		List<Sent> arrived = new ArrayList<>();
		for (int i = 0; i < 500 || !underWay.isEmpty(); i++) {
			if (i < 500 && random.nextBoolean()) {
				LogTopic topic = random.nextInt(3) == 0 ? LogTopic.LIFECYCLE : LogTopic.TOKENS;
				Sent sent = sent(roots.get(random.nextInt(3)), topic, Source.EVENT);
				all.add(sent);
				if (this.order.admit(sent)) {
					underWay.add(sent);
				}
			}
			else if (!underWay.isEmpty()) {
				// the order of one topic is the broker's affair
				Sent settled = first(underWay, underWay.get(random.nextInt(underWay.size())));
				underWay.remove(settled);
				arrived.add(settled);
				underWay.addAll(this.order.settle(settled));
			}
		}
		for (UUID each : roots) {
			assertThat(of(arrived, each)).isEqualTo(of(all, each));
		}
	}

	@Test
	void whatWaitsCanBeTakenAndThenHoldsNobodyUp() {
		Sent start = sent(this.root, LogTopic.LIFECYCLE, Source.EVENT);
		Sent frame = sent(this.root, LogTopic.TOKENS, Source.EVENT);
		Sent end = sent(this.root, LogTopic.LIFECYCLE, Source.EVENT);
		assertThat(this.order.admit(start)).isTrue();
		assertThat(this.order.admit(frame)).isFalse();
		assertThat(this.order.admit(end)).isFalse();
		assertThat(this.order.takeWaiting()).containsExactly(frame, end);
		assertThat(this.order.settle(start)).isEmpty();
		assertThat(this.order.admit(sent(this.root, LogTopic.TOKENS, Source.EVENT))).isTrue();
	}

	@Test
	void wishesSignsOfLifeAndWhatWasInTheSpoolGoAtOnce() {
		assertThat(this.order.admit(sent(this.root, LogTopic.TOKENS, Source.EVENT))).isTrue();
		Stream
			.of(sent(this.root, LogTopic.CONTROL, Source.EVENT), sent(null, LogTopic.LIFECYCLE, Source.EVENT),
					sent(this.root, LogTopic.LIFECYCLE, Source.SPOOL))
			.forEach((sent) -> {
				assertThat(this.order.admit(sent)).isTrue();
				assertThat(this.order.settle(sent)).isEmpty();
			});
		assertThat(this.order.admit(sent(this.root, LogTopic.LIFECYCLE, Source.EVENT))).isFalse();
	}

	private static Sent first(List<Sent> underWay, Sent like) {
		return underWay.stream()
			.filter((sent) -> sent.record().root().equals(like.record().root()))
			.findFirst()
			.orElseThrow();
	}

	private static List<Sent> of(List<Sent> all, UUID root) {
		return all.stream().filter((sent) -> sent.record().root().equals(root)).toList();
	}

	private Sent sent(UUID root, LogTopic topic, Source source) {
		return new Sent(new Outgoing(topic, root, 0, new byte[0], 1, source), this.taken++);
	}

}
