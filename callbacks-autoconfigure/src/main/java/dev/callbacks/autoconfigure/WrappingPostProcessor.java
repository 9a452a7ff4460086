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
package dev.callbacks.autoconfigure;

import java.util.function.BiFunction;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Replaces beans of a type by what makes their calls runs.
 */
final class WrappingPostProcessor<T> implements BeanPostProcessor {

	private final Class<T> type;

	private final BiFunction<String, T, Object> wrapping;

	/**
	 * A processor.
	 * @param type the type of the beans
	 * @param wrapping wraps a bean, whose name it is given
	 */
	WrappingPostProcessor(Class<T> type, BiFunction<String, T, Object> wrapping) {
		this.type = type;
		this.wrapping = wrapping;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return this.type.isInstance(bean) ? this.wrapping.apply(beanName, this.type.cast(bean)) : bean;
	}

}
