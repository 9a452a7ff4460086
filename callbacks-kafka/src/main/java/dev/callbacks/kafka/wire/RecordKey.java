// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import java.nio.ByteBuffer;
import java.util.UUID;

import org.apache.kafka.common.utils.Utils;

/**
 * The key of records: the root of their tree, so that a tree lies in one partition.
 *
 * @since 0.1.0
 */
public final class RecordKey {

	private static final int LENGTH = 16;

	private RecordKey() {
	}

	/**
	 * Returns the key of a tree.
	 * @param root the root
	 * @return the key
	 */
	public static byte[] of(UUID root) {
		return ByteBuffer.allocate(LENGTH)
			.putLong(root.getMostSignificantBits())
			.putLong(root.getLeastSignificantBits())
			.array();
	}

	/**
	 * Returns the root that a key names.
	 * @param key the key
	 * @return the root
	 * @throws BadRecordException if it names none
	 */
	public static UUID root(byte[] key) {
		if (key == null || key.length != LENGTH) {
			throw new BadRecordException("its key is no id of a run");
		}
		ByteBuffer buffer = ByteBuffer.wrap(key);
		return new UUID(buffer.getLong(), buffer.getLong());
	}

	/**
	 * Returns the partition of a tree, which is the same in every topic.
	 * @param root the root
	 * @param partitions the number of partitions
	 * @return the partition
	 */
	public static int partition(UUID root, int partitions) {
		return Utils.toPositive(Utils.murmur2(of(root))) % partitions;
	}

}
