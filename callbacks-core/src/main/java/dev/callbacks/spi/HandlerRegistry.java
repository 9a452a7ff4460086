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
package dev.callbacks.spi;

import java.util.List;

/**
 * Takes the handlers of an application, or of one of its contexts.
 *
 * @since 0.1.0
 */
public interface HandlerRegistry {

	/**
	 * Registers handlers, from the next run on, behind those that are there.
	 * @param handlers the handlers in their order
	 * @throws dev.callbacks.InvalidHandlerException if the settings of one cannot work;
	 * then none is registered
	 */
	void register(List<HandlerDescriptor> handlers);

	/**
	 * Removes handlers, from the next run on.
	 * @param handlers the handlers
	 */
	void unregister(List<HandlerDescriptor> handlers);

}
