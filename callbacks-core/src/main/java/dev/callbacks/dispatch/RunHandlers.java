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
final class RunHandlers implements RunFamily.HandlerSource {

	private final Channels channels;

	private final List<Handler> objectHandlers;

	private final boolean enabled;

	/** What has to be released when the run is over. */
	private List<HandlerChannel> retained = List.of();

	RunHandlers(Channels channels, List<Handler> objectHandlers, boolean enabled) {
		this.enabled = enabled;
		this.channels = channels;
		this.objectHandlers = objectHandlers;
	}

	@Override
	public List<HandlerChannel> handedDown(List<HandlerChannel> inherited, List<Handler> named) {
		if (!this.enabled || (inherited.isEmpty() && named.isEmpty())) {
			return List.of();
		}
		List<HandlerChannel> handedDown = new ArrayList<>();
		for (HandlerChannel channel : inherited) {
			this.channels.retain(channel);
			add(handedDown, channel);
		}
		retainAll(named, handedDown);
		return List.copyOf(handedDown);
	}

	@Override
	public List<HandlerChannel> channels(List<HandlerChannel> handedDown, @Nullable HandlerFrame frame) {
		if (!this.enabled) {
			return List.of();
		}
		List<HandlerChannel> application = this.channels.application();
		if (handedDown.isEmpty() && this.objectHandlers.isEmpty() && frame == null
				&& application.stream().allMatch((channel) -> channel.wants() != 0)) {
			return application;
		}
		List<HandlerChannel> all = new ArrayList<>(handedDown);
		retainAll(this.objectHandlers, all);
		application.forEach((channel) -> addOnce(all, channel));
		all.removeIf((channel) -> channel.wants() == 0 || (frame != null && frame.isIn(channel)));
		return all;
	}

	private void retainAll(List<Handler> handlers, List<HandlerChannel> target) {
		for (Handler handler : handlers) {
			add(target, this.channels.retain(handler));
		}
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
