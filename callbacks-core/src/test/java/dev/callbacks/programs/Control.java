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
