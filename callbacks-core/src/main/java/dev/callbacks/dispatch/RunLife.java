// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * Whether a run is new, started or over.
 * <ul>
 * <li>NEW: its start is not appended yet. An ending that comes now is parked.</li>
 * <li>STARTED: an ending is carried out by whoever brings it.</li>
 * <li>OVER, or an ending that is parked: every further ending has lost.</li>
 * </ul>
 * One atomic step decides each race: of several endings the first wins; an ending that
 * comes before the start is appended is carried out right behind it, by the opener.
 */
final class RunLife {

	private static final Object STARTED = new Object();

	private static final Object OVER = new Object();

	private static final VarHandle STATE = Fields.field(MethodHandles.lookup(), "state", Object.class);

	/**
	 * {@code null} while the run is new, a {@link Runnable} while an ending is parked.
	 */
	private volatile @Nullable Object state;

	/**
	 * Ends the run, or parks the ending.
	 * @return whether the caller has won, and has to carry the ending out now
	 */
	boolean end(Runnable ending) {
		return STATE.compareAndSet(this, STARTED, OVER)
				|| (!STATE.compareAndSet(this, null, ending) && STATE.compareAndSet(this, STARTED, OVER));
	}

	/**
	 * The start is appended.
	 * @return the ending that was parked meanwhile, for the caller to carry out
	 */
	@Nullable Runnable start() {
		return STATE.compareAndSet(this, null, STARTED) ? null : (Runnable) STATE.getAndSet(this, OVER);
	}

	/**
	 * Whether an ending has won.
	 */
	boolean isOver() {
		Object state = this.state;
		return state != null && state != STARTED;
	}

}
