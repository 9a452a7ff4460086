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

import dev.callbacks.spi.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of a group that wait for a worker. Together they are one entry among all that
 * workers are needed for; a worker takes them one by one, so that what is behind a
 * handler that holds it up can be taken by another.
 * <p>
 * <b>No lane is left</b>: as long as a lane waits, the entry is listed, or a worker has
 * it in its hands and will look again. An entry that is listed twice does no harm.
 */
final class ReadyLanes {

	/** Set while the entry is listed, or in the hands of a worker. */
	private static final long LISTED = 1L << HandlerSet.GROUP;

	private static final VarHandle BITS = Fields.field(MethodHandles.lookup(), "bits", long.class);

	private final Workers workers;

	private final Lane[] lanes;

	/** A bit for each lane that waits. */
	private volatile long bits;

	/** Which lane was taken last, or nearly so: workers may overtake each other. */
	private byte last = HandlerSet.GROUP;

	ReadyLanes(Workers workers, Lane[] lanes) {
		this.workers = workers;
		this.lanes = lanes;
	}

	void add(long lanes) {
		long before = (long) BITS.getAndBitwiseOr(this, lanes | LISTED);
		if ((before & LISTED) == 0) {
			this.workers.dispatch(this);
		}
	}

	/**
	 * Takes the next lane for a worker that has the entry in its hands.
	 * @return the lane, or {@code null} if none is left that had no turn; then the entry
	 * is listed again or has come to its end
	 */
	@Nullable Lane take(Worker worker) {
		while (true) {
			long bits = this.bits;
			long left = bits & ~LISTED;
			if (left == 0) {
				if (BITS.compareAndSet(this, bits, 0L)) {
					return null;
				}
				continue;
			}
			long next = next(left & ~worker.served);
			if (next == 0) {
				this.workers.list(this);
				return null;
			}
			if (BITS.compareAndSet(this, bits, bits & ~next)) {
				worker.served |= next;
				this.last = (byte) Long.numberOfTrailingZeros(next);
				return lane(next);
			}
		}
	}

	/**
	 * The next of some lanes: one whose handler is free, if there is, and behind the one
	 * that was taken last, so that a lane that is ready again at once is not always
	 * before the others.
	 */
	private long next(long some) {
		long behind = some & -(2L << this.last);
		long free = firstFree(behind);
		if (free == 0) {
			free = firstFree(some & ~behind);
		}
		return (free != 0) ? free : Long.lowestOneBit(some);
	}

	private long firstFree(long some) {
		for (long left = some; left != 0; left &= left - 1) {
			long next = Long.lowestOneBit(left);
			if (lane(next).channel.permits.isFree()) {
				return next;
			}
		}
		return 0;
	}

	/**
	 * Takes the entry out of the hands of a worker that is about to be held up.
	 */
	void handOn() {
		if (letGo()) {
			this.workers.dispatch(this);
		}
	}

	/**
	 * Lets go of the entry if no lane is left, so that it is listed again with the next.
	 * @return whether there are lanes left, and it has to be listed
	 */
	boolean letGo() {
		long bits = this.bits;
		while ((bits & ~LISTED) == 0) {
			if (BITS.compareAndSet(this, bits, 0L)) {
				return false;
			}
			bits = this.bits;
		}
		return true;
	}

	/**
	 * Lets all lanes drop what they have, at the end of a drain.
	 */
	void dropAll() {
		long waiting = (long) BITS.getAndBitwiseAnd(this, LISTED) & ~LISTED;
		for (long left = waiting; left != 0; left &= left - 1) {
			Drain.dropReady(lane(left), DropReason.SHUTDOWN);
		}
	}

	private Lane lane(long bit) {
		return this.lanes[Long.numberOfTrailingZeros(bit)];
	}

}
