// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import java.util.Arrays;

/**
 * Bytes that grow. Numbers take as many of them as they need.
 */
final class Bytes {

	private byte[] array;

	private int length;

	Bytes(int capacity) {
		this.array = new byte[capacity];
	}

	int length() {
		return this.length;
	}

	Bytes number(long number) {
		reserve(10);
		long rest = number;
		while ((rest & ~0x7fL) != 0) {
			this.array[this.length++] = (byte) (rest | 0x80);
			rest >>>= 7;
		}
		this.array[this.length++] = (byte) rest;
		return this;
	}

	Bytes fixed(long number) {
		reserve(Long.BYTES);
		for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
			this.array[this.length++] = (byte) (number >>> shift);
		}
		return this;
	}

	/**
	 * Appends bytes, and their number before them.
	 */
	Bytes bytes(byte[] bytes) {
		return number(bytes.length).append(bytes, bytes.length);
	}

	Bytes append(Bytes other) {
		return append(other.array, other.length);
	}

	private Bytes append(byte[] bytes, int count) {
		reserve(count);
		System.arraycopy(bytes, 0, this.array, this.length, count);
		this.length += count;
		return this;
	}

	private void reserve(int count) {
		if (this.array.length - this.length < count) {
			this.array = Arrays.copyOf(this.array, Math.max(this.array.length * 2, this.length + count));
		}
	}

	byte[] toArray() {
		return Arrays.copyOf(this.array, this.length);
	}

}
