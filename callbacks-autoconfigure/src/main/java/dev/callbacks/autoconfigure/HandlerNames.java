// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.callbacks.HandlerSettings;
import dev.callbacks.spi.HandlerDescriptor;

/**
 * Brings settings under {@code callbacks.handlers} to the handlers they name. Names match
 * in uniform form: letters and digits, lower case.
 */
final class HandlerNames {

	private final CallbacksProperties properties;

	HandlerNames(CallbacksProperties properties) {
		this.properties = properties;
	}

	/**
	 * The handlers with their settings.
	 * @param others the names of handlers that are known from elsewhere
	 * @throws UnknownHandlerException if a name fits none
	 */
	List<HandlerDescriptor> apply(List<HandlerDescriptor> handlers, Collection<String> others) {
		Map<String, HandlerSettings> settings = new HashMap<>();
		// of two spellings of a name the first comes from the source that wins
		this.properties.handlers()
			.forEach((name, handler) -> settings.merge(uniform(name), toSettings(handler),
					(first, second) -> second.overriddenBy(first)));
		if (!this.properties.handlersIgnoreUnknown()) {
			check(handlers, others);
		}
		return handlers.stream()
			.map((handler) -> handler
				.withSettings(settings.getOrDefault(uniform(handler.name()), HandlerSettings.none())))
			.toList();
	}

	private void check(List<HandlerDescriptor> handlers, Collection<String> others) {
		Set<String> known = new HashSet<>();
		handlers.forEach((handler) -> known.add(uniform(handler.name())));
		others.forEach((name) -> known.add(uniform(name)));
		for (String name : this.properties.handlers().keySet()) {
			if (!known.contains(uniform(name))) {
				throw new UnknownHandlerException(name, handlers.stream().map(HandlerDescriptor::name).toList());
			}
		}
	}

	private static HandlerSettings toSettings(CallbacksProperties.Handler handler) {
		return new HandlerSettings(handler.window(), handler.timeout(), handler.raiseError(), handler.inline(),
				handler.serialized(), handler.concurrency(), handler.onFull(), handler.enabled(),
				handler.demandsStreaming(), handler.ignore(), null);
	}

	static String uniform(String name) {
		StringBuilder uniform = new StringBuilder();
		name.chars().filter(Character::isLetterOrDigit).forEach((c) -> uniform.append((char) c));
		return uniform.toString().toLowerCase(Locale.ROOT);
	}

}
