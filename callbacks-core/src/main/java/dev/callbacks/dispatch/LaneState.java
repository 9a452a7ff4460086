// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The ownership of a lane. The word holds the state, and above it the turn: a number that
 * every invocation and every change of owner moves, so that an old word never fits again.
 * <ul>
 * <li>REST: the lane has nothing to do. It is the appender's, or at rest so that the
 * appender may take it.</li>
 * <li>READY: it waits for a permit or a thread.</li>
 * <li>RUNNING: one thread owns it.</li>
 * <li>CALLING: its thread is in user code. The watchdog may take it.</li>
 * <li>SUSPENDED: it waits for a stage. Whoever completes the stage may take it, and so
 * may the watchdog.</li>
 * </ul>
 */
final class LaneState {

	static final int REST = 0;

	static final int READY = 1;

	static final int RUNNING = 2;

	static final int CALLING = 3;

	static final int SUSPENDED = 4;

	private static final int STATE = 7;

	private static final int TURN = 8;

	private static final VarHandle WORD = Fields.field(MethodHandles.lookup(), "word", int.class);

	private volatile int word;

	/** The word at the last look of the watchdog. The watchdog's, as is the next. */
	int seen;

	private long seenSince;

	int word() {
		return this.word;
	}

	/**
	 * The time from the first look that saw a word to this one. The watchdog's.
	 */
	long age(int word, long now) {
		if (word != this.seen) {
			this.seen = word;
			this.seenSince = now;
		}
		return now - this.seenSince;
	}

	/**
	 * Begins another turn. The owner's.
	 * @return the new word
	 */
	int turn(int state) {
		int next = ((this.word & ~STATE) + TURN) | state;
		WORD.setRelease(this, next);
		return next;
	}

	/**
	 * Takes the lane from one state to another within the turn that a word tells.
	 * @return whether that was still the turn
	 */
	boolean take(int word, int from, int to) {
		return WORD.compareAndSet(this, with(word, from), with(word, to));
	}

	/**
	 * Takes the lane for another turn, unless it is not in the word any more.
	 */
	boolean takeOver(int word) {
		return WORD.compareAndSet(this, word, ((word & ~STATE) + TURN) | RUNNING);
	}

	static int of(int word) {
		return word & STATE;
	}

	static int with(int word, int state) {
		return (word & ~STATE) | state;
	}

}
