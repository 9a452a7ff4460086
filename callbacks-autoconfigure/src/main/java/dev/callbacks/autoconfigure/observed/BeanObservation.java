// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observed;

import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

/**
 * The way in which beans of a type are observed. The {@link ObservingPostProcessor}
 * applies all beans of this type.
 *
 * @param <T> the type of the beans
 * @param beans the library whose beans they are
 * @param type the type of the beans, an interface
 * @param view the maker of an object that observes a bean, called with the bean's name at
 * the bean's first call
 * @param property the property by which the application has asked for it, so that a bean
 * is observed even if it can then not be had by its class; or {@code null}
 * @since 0.1.0
 */
public record BeanObservation<T>(ObservedBeans beans, Class<T> type, BiFunction<String, T, T> view,
		@Nullable String property) {

	/**
	 * Creates an observation for which the application need not ask.
	 * @param beans the library whose beans they are
	 * @param type the type of the beans, an interface
	 * @param view the maker of an object that observes a bean, called with its name
	 */
	public BeanObservation(ObservedBeans beans, Class<T> type, BiFunction<String, T, T> view) {
		this(beans, type, view, null);
	}

	Object observe(String name, Object bean) {
		return this.view.apply(name, this.type.cast(bean));
	}

	/**
	 * Whether beans of a class are observed so.
	 */
	boolean isFor(Class<?> beanClass) {
		return this.type.isAssignableFrom(beanClass);
	}

	/**
	 * Whether the application has asked for it.
	 */
	boolean isDemanded(String name) {
		return this.property != null || this.beans.isDemanded(name);
	}

	/**
	 * Returns the property to set to {@code false} where a bean is to be left alone.
	 */
	String property(String name) {
		return (this.property != null) ? this.property : this.beans.property(name);
	}

}
