// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a bean as a listener. The type of its one parameter selects the
 * event; a supertype of several events selects them all. A method that returns
 * {@code void} may block; one that returns a {@link java.util.concurrent.CompletionStage}
 * or a reactive type is awaited and must not. The methods of a bean form one handler with
 * the bean's name; those for one event are called in the order of their names.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CallbackListener {

}
