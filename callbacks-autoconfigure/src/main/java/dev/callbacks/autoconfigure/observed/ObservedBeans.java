// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observed;

import java.util.Map;
import java.util.TreeMap;

import dev.callbacks.autoconfigure.CallbacksProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The record of another library's beans, which are observed or left alone for a reason.
 * It is in the log once, when the application has started.
 *
 * @since 0.1.0
 */
public final class ObservedBeans implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(ObservedBeans.class);

	private final String library;

	private final String prefix;

	private final Map<String, Boolean> demands;

	private final Map<String, String> observed = new TreeMap<>();

	private final Map<String, String> leftAlone = new TreeMap<>();

	private boolean started;

	/**
	 * Creates the record of a library. Binds its properties by itself, since beans are
	 * observed before properties are beans.
	 * @param library the name of the library
	 * @param prefix the prefix of the properties; {@code beans} below it says for a bean,
	 * by its name, whether it is observed
	 * @param environment the source of the properties
	 */
	public ObservedBeans(String library, String prefix, Environment environment) {
		this.library = library;
		this.prefix = prefix + ".beans";
		this.demands = Binder.get(environment)
			.bind(this.prefix, Bindable.mapOf(String.class, Boolean.class))
			.orElse(Map.of());
	}

	/**
	 * Returns the value of the property for a bean.
	 * @param name the name of the bean
	 * @return whether it is observed, or {@code null} if there is no such property
	 */
	private @Nullable Boolean demand(String name) {
		for (Map.Entry<String, Boolean> demand : this.demands.entrySet()) {
			if (CallbacksProperties.matches(demand.getKey(), name)) {
				return demand.getValue();
			}
		}
		return null;
	}

	String property(String name) {
		return this.prefix + "." + name;
	}

	/**
	 * Whether a bean is left alone: since a property says so, or since it is a mock or a
	 * spy, whose test would find something else in its place, and no property demands it.
	 * @param name the name of the bean
	 * @param bean the bean
	 * @return whether it is
	 */
	public boolean isExcluded(String name, Object bean) {
		Boolean demand = demand(name);
		if ((demand != null) ? !demand : Mocks.isMock(bean)) {
			leftAlone(name, (demand != null) ? "a property says so" : "it is a mock");
			return true;
		}
		return false;
	}

	/**
	 * Whether a property demands that a bean is observed.
	 * @param name the name of the bean
	 * @return whether it does
	 */
	public boolean isDemanded(String name) {
		return Boolean.TRUE.equals(demand(name));
	}

	/**
	 * Returns the name of the library.
	 * @return the name
	 */
	public String library() {
		return this.library;
	}

	/**
	 * Returns the beans that are observed.
	 * @return the types as which they are observed, by the names of the beans
	 */
	public synchronized Map<String, String> observed() {
		return new TreeMap<>(this.observed);
	}

	/**
	 * Returns the beans that are left alone.
	 * @return the reasons, by the names of the beans
	 */
	public synchronized Map<String, String> leftAlone() {
		return new TreeMap<>(this.leftAlone);
	}

	/**
	 * Records that a bean is observed.
	 * @param name the name of the bean
	 * @param as the type as which it is observed
	 */
	public void observed(String name, String as) {
		report(this.observed, name, as);
	}

	/**
	 * Records that a bean is left alone.
	 * @param name the name of the bean
	 * @param reason the reason
	 */
	void leftAlone(String name, String reason) {
		report(this.leftAlone, name, reason);
	}

	private synchronized void report(Map<String, String> kind, String name, String what) {
		if (kind.put(name, what) == null && this.started) {
			logger.info("{}: bean '{}' is {}: {}", this.library, name,
					(kind == this.observed) ? "observed" : "left alone", what);
		}
	}

	@Override
	public synchronized void afterSingletonsInstantiated() {
		this.started = true;
		if (!this.observed.isEmpty() || !this.leftAlone.isEmpty()) {
			logger.info("{}: observed are {}; left alone are {}", this.library, this.observed, this.leftAlone);
		}
	}

}
