# find_package(lftoken) gives lftoken::lftoken, the shared library, and where there is one
# lftoken::lftoken_static. All paths are taken from where this file lies, so that the folder can be moved.

get_filename_component(_lftoken_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET lftoken::lftoken)
  add_library(lftoken::lftoken SHARED IMPORTED)
  set_target_properties(lftoken::lftoken PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${_lftoken_prefix}/include")
  if(WIN32)
    set_target_properties(lftoken::lftoken PROPERTIES
      IMPORTED_LOCATION "${_lftoken_prefix}/bin/lftoken.dll"
      IMPORTED_IMPLIB "${_lftoken_prefix}/lib/lftoken.lib"
      INTERFACE_COMPILE_DEFINITIONS LF_DLL)
  else()
    set_target_properties(lftoken::lftoken PROPERTIES
      IMPORTED_LOCATION "${_lftoken_prefix}/lib/liblftoken.so"
      IMPORTED_SONAME "liblftoken.so.@ABI@")
  endif()
endif()

if(NOT TARGET lftoken::lftoken_static AND EXISTS "${_lftoken_prefix}/lib/liblftoken.a")
  file(STRINGS "${_lftoken_prefix}/lib/liblftoken.a.libs" _lftoken_libraries)
  separate_arguments(_lftoken_libraries UNIX_COMMAND "${_lftoken_libraries}")
  add_library(lftoken::lftoken_static STATIC IMPORTED)
  set_target_properties(lftoken::lftoken_static PROPERTIES
    IMPORTED_LOCATION "${_lftoken_prefix}/lib/liblftoken.a"
    INTERFACE_INCLUDE_DIRECTORIES "${_lftoken_prefix}/include"
    INTERFACE_LINK_LIBRARIES "${_lftoken_libraries}")
endif()

unset(_lftoken_prefix)
unset(_lftoken_libraries)
