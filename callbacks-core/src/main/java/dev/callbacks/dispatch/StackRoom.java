// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import dev.callbacks.event.RunInfo;

/**
 * The room that is left on the stack of this thread. A run that is opened or ended where
 * there is too little would stay open, since both break off halfway.
 */
final class StackRoom {

	/**
	 * The number of frames that count as room. Where code is compiled they are small, and
	 * so are those of the engine.
	 */
	private static final int FRAMES = 256;

	/** Runs that are no deeper are ended about where they are opened. */
	private static final int SHALLOW = 8;

	private StackRoom() {
	}

	static boolean isLeftToOpen() {
		try {
			return descend(FRAMES, 1, 1, 1, 1) != 0;
		}
		catch (StackOverflowError ex) {
			return false;
		}
	}

	static boolean isLeftToEnd(RunInfo run) {
		return run.ancestors().size() <= SHALLOW || isLeftToOpen();
	}

	/**
	 * Goes down by some frames, each of which has to keep its values.
	 */
	private static long descend(int frames, long a, long b, long c, long d) {
		return (frames == 0) ? a : descend(frames - 1, b, c, d, a) + a + b + c + d;
	}

}
