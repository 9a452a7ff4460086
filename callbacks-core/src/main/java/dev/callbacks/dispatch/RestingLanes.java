/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The lanes of a run that have nothing to do, a bit for each. Each change is one atomic
 * step, and so decides who has the lane: the appender, or the thread that has just put it
 * here and sees that something came meanwhile.
 */
final class RestingLanes {

	private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

	private final long[] words;

	RestingLanes(int lanes) {
		this.words = new long[(lanes + Long.SIZE - 1) / Long.SIZE];
	}

	/**
	 * Puts a lane here. Is a full fence.
	 */
	void add(int lane) {
		WORD.getAndBitwiseOr(this.words, lane / Long.SIZE, 1L << lane);
	}

	/**
	 * Takes a lane.
	 * @return whether it was here
	 */
	boolean take(int lane) {
		long bit = 1L << lane;
		return ((long) WORD.getAndBitwiseAnd(this.words, lane / Long.SIZE, ~bit) & bit) != 0;
	}

	/**
	 * The next lane that is here, from one on, or -1.
	 */
	int next(int from) {
		for (int i = from / Long.SIZE; i < this.words.length; i++) {
			long left = (long) WORD.getVolatile(this.words, i);
			if (i == from / Long.SIZE) {
				left &= -1L << from;
			}
			if (left != 0) {
				return i * Long.SIZE + Long.numberOfTrailingZeros(left);
			}
		}
		return -1;
	}

}
