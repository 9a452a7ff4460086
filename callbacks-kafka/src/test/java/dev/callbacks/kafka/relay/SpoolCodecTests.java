// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.util.UUID;

import dev.callbacks.kafka.wire.LogTopic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records in the spool of the relay.
 */
class SpoolCodecTests {

	private static final UUID ROOT = new UUID(1, 2);

	@Test
	void aRecordComesBackWithThePartitionThatItHasNow() {
		Outgoing record = new Outgoing(LogTopic.LIFECYCLE, ROOT, 3, new byte[] { 1, 2 }, 1, Outgoing.Source.EVENT);
		SpoolCodec codec = new SpoolCodec((root) -> root.equals(ROOT) ? 7 : 0);
		Outgoing decoded = codec.decode(SpoolCodec.encode(record), false);
		assertThat(decoded).usingRecursiveComparison()
			.isEqualTo(new Outgoing(LogTopic.LIFECYCLE, ROOT, 7, new byte[] { 1, 2 }, 1, Outgoing.Source.SPOOL));
		assertThat(codec.decode(SpoolCodec.encode(record), true).source()).isEqualTo(Outgoing.Source.EARLIER);
	}

}
