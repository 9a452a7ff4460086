// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Some of the lanes of a run, a bit for each. Each change is one atomic step and a full
 * fence, so that of several who want a lane one has it.
 */
final class LaneBits {

	private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

	private final long[] words;

	LaneBits(int lanes) {
		this.words = none(lanes);
	}

	/**
	 * No bit for any of some lanes, in words as they are used here.
	 */
	static long[] none(int lanes) {
		return new long[(lanes + Long.SIZE - 1) / Long.SIZE];
	}

	/**
	 * Adds a lane, if it is one, to words that nobody else has yet.
	 */
	static void set(long[] words, int lane, boolean one) {
		words[lane / Long.SIZE] |= one ? 1L << lane : 0;
	}

	void add(int lane) {
		add(lane / Long.SIZE, 1L << lane);
	}

	void add(int word, long lanes) {
		WORD.getAndBitwiseOr(this.words, word, lanes);
	}

	/**
	 * Takes a lane.
	 * @return whether it was here
	 */
	boolean take(int lane) {
		return take(lane / Long.SIZE, 1L << lane) != 0;
	}

	/**
	 * Takes some lanes of a word, if any.
	 * @return those that were here
	 */
	long take(int word, long lanes) {
		return (lanes != 0) ? (long) WORD.getAndBitwiseAnd(this.words, word, ~lanes) & lanes : 0;
	}

	/**
	 * The lanes of a word that are here.
	 */
	long word(int word) {
		return (long) WORD.getVolatile(this.words, word);
	}

	int words() {
		return this.words.length;
	}

	boolean isEmpty() {
		for (int i = 0; i < this.words.length; i++) {
			if (word(i) != 0) {
				return false;
			}
		}
		return true;
	}

	/**
	 * The lane of the lowest of some bits of a word.
	 */
	static int lane(int word, long lanes) {
		return word * Long.SIZE + Long.numberOfTrailingZeros(lanes);
	}

}
