// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import dev.callbacks.Run;
import dev.callbacks.event.RunInfo;
import org.jspecify.annotations.Nullable;

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

	/**
	 * The same for runs that are nested: what lies between them, such as operators of
	 * Reactor, is called once for each, so that nobody has compiled it.
	 */
	private static final int NESTED_FRAMES = 1_024;

	/** Runs that are no deeper are ended about where they are opened. */
	private static final int SHALLOW = 8;

	private StackRoom() {
	}

	/**
	 * Whether a run can be opened below another one, or as a root.
	 */
	static boolean isLeftToOpen(@Nullable Run above) {
		return isLeft((above == null || isShallow(above.info())) ? FRAMES : NESTED_FRAMES);
	}

	static boolean isLeftToEnd(RunInfo run) {
		return isShallow(run) || isLeft(NESTED_FRAMES);
	}

	private static boolean isShallow(RunInfo run) {
		return run.ancestors().size() <= SHALLOW;
	}

	private static boolean isLeft(int frames) {
		try {
			return descend(frames, 1, 1, 1, 1) != 0;
		}
		catch (StackOverflowError ex) {
			return false;
		}
	}

	/**
	 * Goes down by some frames, each of which has to keep its values.
	 */
	private static long descend(int frames, long a, long b, long c, long d) {
		return (frames == 0) ? a : descend(frames - 1, b, c, d, a) + a + b + c + d;
	}

}
