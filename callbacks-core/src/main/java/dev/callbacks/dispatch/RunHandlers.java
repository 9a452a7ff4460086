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

import java.util.ArrayList;
import java.util.List;

import dev.callbacks.Handler;
import org.jspecify.annotations.Nullable;

/**
 * Finds the handlers of one run: those that its caller, or a caller above, named; then
 * those of the object that is called; then those of the application. Each once.
 */
final class RunHandlers {

	private final Channels channels;

	private final boolean enabled;

	/** The handlers that have to be released when the run is over. */
	private List<HandlerChannel> retained = List.of();

	RunHandlers(Channels channels, boolean enabled) {
		this.channels = channels;
		this.enabled = enabled;
	}

	/**
	 * The handlers that runs below get too: those that a caller names, behind those of
	 * the run above.
	 */
	List<HandlerChannel> handedDown(List<HandlerChannel> inherited, List<Handler> named) {
		if (!this.enabled || (inherited.isEmpty() && named.isEmpty())) {
			return List.of();
		}
		List<HandlerChannel> handedDown = new ArrayList<>();
		inherited.forEach((channel) -> add(handedDown, this.channels.retain(channel)));
		named.forEach((handler) -> add(handedDown, this.channels.retain(handler)));
		return List.copyOf(handedDown);
	}

	/**
	 * All handlers of the run, without those in whose work it was opened.
	 */
	HandlerSet all(List<HandlerChannel> handedDown, List<Handler> ofObject, @Nullable HandlerView frame) {
		if (!this.enabled) {
			return HandlerSet.NONE;
		}
		HandlerSet application = this.channels.application();
		if (handedDown.isEmpty() && ofObject.isEmpty() && frame == null) {
			return application;
		}
		List<HandlerChannel> all = new ArrayList<>(handedDown);
		ofObject.forEach((handler) -> add(all, this.channels.retain(handler)));
		application.all.forEach((channel) -> addOnce(all, channel));
		all.removeIf((channel) -> frame != null && frame.isIn(channel));
		return new HandlerSet(all);
	}

	private void add(List<HandlerChannel> target, HandlerChannel channel) {
		if (this.retained.isEmpty()) {
			this.retained = new ArrayList<>();
		}
		this.retained.add(channel);
		addOnce(target, channel);
	}

	private static void addOnce(List<HandlerChannel> target, HandlerChannel channel) {
		Object identity = channel.descriptor.identity();
		if (target.stream().noneMatch((one) -> one.descriptor.identity() == identity)) {
			target.add(channel);
		}
	}

	void release() {
		this.retained.forEach(this.channels::release);
	}

}
