// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.InvalidHandlerException;
import dev.callbacks.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * A handler as the engine sees it: one name, one identity, and the methods to call.
 *
 * @param name the name; for a bean its bean name
 * @param identity the object by which the engine recognizes the handler
 * @param handlerClass the class that the user wrote, behind any proxy
 * @param handler the handler, if the object implements one of the two kinds
 * @param listeners its further methods by type of event, in the order of their calls
 * @param blocking whether one of the further methods may block
 * @param awaited whether one of the further methods is awaited
 * @param settings the settings, merged from class, handler and application
 * @since 0.1.0
 */
public record HandlerDescriptor(String name, Object identity, Class<?> handlerClass, @Nullable Handler handler,
		Map<EventType, List<EventMethod>> listeners, boolean blocking, boolean awaited, HandlerSettings settings) {

	public HandlerDescriptor {
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(identity, "identity");
		listeners = Map.copyOf(listeners);
	}

	/**
	 * Creates the descriptor of a handler that is named after its class.
	 * @param handler the handler
	 * @return the descriptor
	 */
	public static HandlerDescriptor of(Handler handler) {
		Class<?> userClass = userClass(handler.getClass());
		String simpleName = userClass.getSimpleName().isEmpty() ? "handler" : userClass.getSimpleName();
		String name = Character.toLowerCase(simpleName.charAt(0)) + simpleName.substring(1);
		return new HandlerDescriptor(name, handler, userClass, handler, Map.of(), false, false,
				HandlerSettings.of(userClass).overriddenBy(settingsOf(handler, name)));
	}

	private static HandlerSettings settingsOf(Handler handler, String name) {
		HandlerSettings settings = handler.settings();
		if (settings == null) {
			throw new InvalidHandlerException("The method settings() of handler '" + name + "' returned null. Return"
					+ " HandlerSettings.none() if there are none");
		}
		return settings;
	}

	/**
	 * Returns this descriptor with settings that override those it has.
	 * @param settings the settings
	 * @return the descriptor
	 */
	public HandlerDescriptor withSettings(HandlerSettings settings) {
		return new HandlerDescriptor(this.name, this.identity, this.handlerClass, this.handler, this.listeners,
				this.blocking, this.awaited, this.settings.overriddenBy(settings));
	}

	/**
	 * Returns the settings.
	 * @return the settings
	 * @throws dev.callbacks.InvalidHandlerException if they cannot work
	 */
	public HandlerSettings checkedSettings() {
		boolean isAwaited = this.awaited || this.handler instanceof AsyncCallbackHandler;
		this.settings.fault(isAwaited).ifPresent((fault) -> {
			throw new InvalidHandlerException("The setting '" + fault.setting() + "' of handler '" + this.name + "' "
					+ fault.rule() + ", but is " + fault.value());
		});
		return this.settings;
	}

	/**
	 * Returns the events whose handler methods the class overrides, without listener
	 * methods.
	 * @return the types of the events
	 */
	public Set<EventType> overridden() {
		return (this.handler != null) ? HandlerInterest.of(this.handlerClass) : Set.of();
	}

	/**
	 * Returns the events that the handler gets by its methods and settings. If it is
	 * disabled it gets them once it is enabled.
	 * @return the types of the events
	 */
	public Set<EventType> events() {
		Set<EventType> events = EnumSet.noneOf(EventType.class);
		if (this.handler != null) {
			events.addAll((this.settings.interest() != null) ? this.settings.interest() : overridden());
		}
		events.addAll(this.listeners.keySet());
		if (this.settings.ignore() != null) {
			this.settings.ignore().forEach((group) -> events.removeAll(group.types()));
		}
		return events;
	}

	/**
	 * Returns the handler's methods for a type of event, in the order of their calls.
	 * @param type the type of event
	 * @param own whether with the method of the handler itself, which it may not override
	 * @return the methods
	 */
	public List<EventMethod> methods(EventType type, boolean own) {
		List<EventMethod> methods = new ArrayList<>(this.listeners.getOrDefault(type, List.of()));
		if (own && this.handler != null) {
			methods.add(0, HandlerMethods.of(this.handler, type));
		}
		return methods;
	}

	/**
	 * Returns the class behind a generated subclass.
	 */
	private static Class<?> userClass(Class<?> type) {
		Class<?> userClass = type;
		while (userClass.getName().contains("$$") && userClass.getSuperclass() != null
				&& userClass.getSuperclass() != Object.class) {
			userClass = userClass.getSuperclass();
		}
		return userClass;
	}

	@Override
	public String toString() {
		return "HandlerDescriptor[" + this.name + ", " + this.handlerClass.getName() + "]";
	}

}
