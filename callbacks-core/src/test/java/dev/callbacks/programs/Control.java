// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

/**
 * Ends an action early, once: when it is there to be ended and its moment has come,
 * whichever is later.
 */
final class Control {

	private Runnable effect;

	private boolean due;

	private boolean done;

	/** Says how the action is ended. */
	void install(Runnable effect) {
		synchronized (this) {
			this.effect = effect;
			if (!this.due || this.done) {
				return;
			}
			this.done = true;
		}
		effect.run();
	}

	/** Ends the action. */
	void fire() {
		Runnable effect;
		synchronized (this) {
			this.due = true;
			effect = this.effect;
			if (effect == null || this.done) {
				return;
			}
			this.done = true;
		}
		effect.run();
	}

}
