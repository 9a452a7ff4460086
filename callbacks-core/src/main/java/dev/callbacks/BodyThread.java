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
package dev.callbacks;

import org.jspecify.annotations.Nullable;

/**
 * The thread that is in the body of a run, so that ending the run can interrupt it: not
 * before it is there, and not after it has left.
 */
final class BodyThread {

	private @Nullable Thread inside;

	private boolean aborted;

	private boolean interrupted;

	/**
	 * Enters the body.
	 * @return {@code false} if the run is over and the body must not begin
	 */
	synchronized boolean enter() {
		if (this.aborted) {
			return false;
		}
		this.inside = Thread.currentThread();
		return true;
	}

	/**
	 * Leaves the body, without the interrupt that was meant for it.
	 * @return whether there was such an interrupt
	 */
	synchronized boolean leave() {
		this.inside = null;
		if (this.interrupted) {
			Thread.interrupted();
		}
		return this.interrupted;
	}

	/**
	 * The run is over: whoever is in its body shall come out.
	 */
	synchronized void abort() {
		this.aborted = true;
		if (this.inside != null && this.inside != Thread.currentThread()) {
			this.interrupted = true;
			this.inside.interrupt();
		}
	}

}
