// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.function.ToIntFunction;

import dev.callbacks.kafka.wire.LogTopic;

/**
 * The encoding of records of the life cycle in the spool: the root and the value.
 */
final class SpoolCodec {

	/** The number of the encoding. */
	static final int FORMAT = 1;

	private static final UUID NO_ROOT = new UUID(0, 0);

	private final ToIntFunction<UUID> partitions;

	/**
	 * Creates a codec.
	 * @param partitions the number of partitions, which says where a tree lies
	 */
	SpoolCodec(ToIntFunction<UUID> partitions) {
		this.partitions = partitions;
	}

	static byte[] encode(Outgoing record) {
		UUID root = (record.root() != null) ? record.root() : NO_ROOT;
		return ByteBuffer.allocate(2 * Long.BYTES + record.value().length)
			.putLong(root.getMostSignificantBits())
			.putLong(root.getLeastSignificantBits())
			.put(record.value())
			.array();
	}

	Outgoing decode(byte[] record, boolean earlier) {
		ByteBuffer bytes = ByteBuffer.wrap(record);
		UUID root = new UUID(bytes.getLong(), bytes.getLong());
		byte[] value = new byte[bytes.remaining()];
		bytes.get(value);
		return new Outgoing(LogTopic.LIFECYCLE, root, this.partitions.applyAsInt(root), value, 1,
				earlier ? Outgoing.Source.EARLIER : Outgoing.Source.SPOOL);
	}

}
