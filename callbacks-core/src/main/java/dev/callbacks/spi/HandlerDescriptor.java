// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.spi;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
 * @param sources the sources of the settings that are set, by the names of the settings
 * @since 0.1.0
 */
public record HandlerDescriptor(String name, Object identity, Class<?> handlerClass, @Nullable Handler handler,
		Map<EventType, List<EventMethod>> listeners, boolean blocking, boolean awaited, HandlerSettings settings,
		Map<String, SettingSource> sources) {

	public HandlerDescriptor {
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(identity, "identity");
		listeners = Map.copyOf(listeners);
		sources = Map.copyOf(sources);
	}

	/**
	 * Creates a descriptor whose settings come from the handler itself.
	 * @param name the name
	 * @param identity the object by which the engine recognizes the handler
	 * @param handlerClass the class that the user wrote, behind any proxy
	 * @param handler the handler, if the object implements one of the two kinds
	 * @param listeners its further methods by type of event
	 * @param blocking whether one of the further methods may block
	 * @param awaited whether one of the further methods is awaited
	 * @param settings the settings
	 */
	public HandlerDescriptor(String name, Object identity, Class<?> handlerClass, @Nullable Handler handler,
			Map<EventType, List<EventMethod>> listeners, boolean blocking, boolean awaited, HandlerSettings settings) {
		this(name, identity, handlerClass, handler, listeners, blocking, awaited, settings,
				sources(Map.of(), SettingSource.HANDLER, settings));
	}

	private static Map<String, SettingSource> sources(Map<String, SettingSource> known, SettingSource source,
			HandlerSettings settings) {
		Map<String, SettingSource> sources = new HashMap<>(known);
		for (String setting : settings.values().keySet()) {
			sources.put(setting, source);
		}
		return sources;
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
		return new HandlerDescriptor(name, handler, userClass, handler, Map.of(), false, false, HandlerSettings.none())
			.withSettings(SettingSource.ANNOTATION, HandlerSettings.of(userClass))
			.withSettings(SettingSource.HANDLER, settingsOf(handler, name));
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
	 * @param source the source of the settings
	 * @param settings the settings
	 * @return the descriptor
	 */
	public HandlerDescriptor withSettings(SettingSource source, HandlerSettings settings) {
		return new HandlerDescriptor(this.name, this.identity, this.handlerClass, this.handler, this.listeners,
				this.blocking, this.awaited, this.settings.overriddenBy(settings),
				sources(this.sources, source, settings));
	}

	/**
	 * Returns this descriptor for a dispatcher whose emitting threads call the handler
	 * themselves: it is inline, unless it is awaited. What excludes that is not set.
	 * @return the descriptor
	 */
	public HandlerDescriptor calledByEmitter() {
		if (isAwaited()) {
			return this;
		}
		HandlerDescriptor inline = withSettings(SettingSource.PROPERTY, HandlerSettings.none().withInline(true));
		HandlerSettings settings = inline.settings.withoutThreads();
		Map<String, SettingSource> sources = new HashMap<>(inline.sources);
		sources.keySet().retainAll(settings.values().keySet());
		return new HandlerDescriptor(this.name, this.identity, this.handlerClass, this.handler, this.listeners,
				this.blocking, this.awaited, settings, sources);
	}

	private boolean isAwaited() {
		return this.awaited || this.handler instanceof AsyncCallbackHandler;
	}

	/**
	 * Returns the settings.
	 * @return the settings
	 * @throws dev.callbacks.InvalidHandlerException if they cannot work
	 */
	public HandlerSettings checkedSettings() {
		Optional<HandlerSettings.Fault> fault = this.settings.fault(isAwaited());
		if (fault.isPresent()) {
			throw new InvalidHandlerException("The setting '" + fault.get().setting() + "' of handler '" + this.name
					+ "' " + fault.get().rule() + ", but is " + fault.get().value());
		}
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
		Set<EventType> events = EnumSet.allOf(EventType.class);
		events.removeIf((type) -> methods(type, this.settings).isEmpty());
		return events;
	}

	/**
	 * Returns the methods to call with events of a type.
	 * @param type the type
	 * @param settings the settings in effect
	 * @return the methods in their order; none if the type is ignored
	 */
	public List<EventMethod> methods(EventType type, HandlerSettings settings) {
		if (settings.ignores(type)) {
			return List.of();
		}
		List<EventMethod> methods = new ArrayList<>(this.listeners.getOrDefault(type, List.of()));
		Set<EventType> interest = (settings.interest() != null) ? settings.interest() : overridden();
		if (this.handler != null && interest.contains(type)) {
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
